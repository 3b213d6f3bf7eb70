/* Rounding half to even, the cube root, and readings of sensors. */
#include "kernel.h"
#include <math.h>

/* Two buffers of eight bytes an item and of one length; -1 and an error when they are not. */
static int pair_of(Py_buffer *out, Py_buffer *values)
{
    if (out->len == values->len && out->len % 8 == 0)
        return 0;
    PyErr_SetString(PyExc_ValueError, "the arrays differ in size");
    return -1;
}

const char half_even_doc[] =
    "half_even(out, values, factor)\n\nAs compiler.exact.half_even: int64 from float64.";

PyObject *half_even(PyObject *module, PyObject *args)
{
    Py_buffer out, values;
    double factor;
    if (!PyArg_ParseTuple(args, "w*y*d", &out, &values, &factor))
        return NULL;
    int bad = pair_of(&out, &values);
    const double *x = values.buf, split = 134217729.0;
    int64_t *whole_of = out.buf;
    double big_y = factor * split, high_y = big_y - (big_y - factor), low_y = factor - high_y;
    for (Py_ssize_t at = 0; !bad && at < out.len / 8; at++) {
        double product = x[at] * factor, big = x[at] * split, high = big - (big - x[at]), low = x[at] - high;
        double error = ((high * high_y - product) + high * low_y + low * high_y) + low * low_y;
        double below = floor(product), part = product - below;
        int64_t result = (int64_t)below + (part > 0.5 || (part == 0.5 && error > 0.0));
        whole_of[at] = result + (part == 0.5 && error == 0.0 && (result & 1));
    }
    PyBuffer_Release(&out);
    PyBuffer_Release(&values);
    return bad ? NULL : Py_NewRef(Py_None);
}

const char cube_root_doc[] =
    "cube_root(out, values)\n\nAs compiler.exact.cube_root: float64 from float64.";

PyObject *cube_root(PyObject *module, PyObject *args)
{
    Py_buffer out, values;
    if (!PyArg_ParseTuple(args, "w*y*", &out, &values))
        return NULL;
    int bad = pair_of(&out, &values);
    const double *x = values.buf;
    double *result = out.buf;
    for (Py_ssize_t at = 0; !bad && at < out.len / 8; at++) {
        int exponent;
        double mantissa = frexp(x[at], &exponent);
        int triple = exponent >= 0 ? (exponent + 2) / 3 : -(-exponent / 3);
        double m = ldexp(mantissa, exponent - 3 * triple), root = 0.4 + 0.6 * m;
        for (int step = 0; step < 6; step++)
            root = root - (root * root * root - m) / (3.0 * root * root);
        result[at] = ldexp(root, triple);
    }
    PyBuffer_Release(&out);
    PyBuffer_Release(&values);
    return bad ? NULL : Py_NewRef(Py_None);
}

#define MOST_ARRAYS 10

/* Doubles of a tuple of arrays, each at least as long as `items` says; NULL for None. -1 and an error otherwise. */
static int doubles(PyObject *given, const Py_ssize_t *items, Py_ssize_t count, Py_buffer *buffers, const double **found)
{
    if (PyTuple_Size(given) != count) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "there are too few or too many arrays");
        return -1;
    }
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *one = PyTuple_GetItem(given, at);
        buffers[at].obj = NULL;
        found[at] = NULL;
        if (one == Py_None)
            continue;
        if (PyObject_GetBuffer(one, &buffers[at], PyBUF_SIMPLE) < 0)
            return -1;
        found[at] = buffers[at].buf;
        if (buffers[at].len < items[at] * 8) {
            PyErr_SetString(PyExc_ValueError, "an array is too short");
            return -1;
        }
    }
    return 0;
}

static void release(Py_buffer *buffers, Py_ssize_t count)
{
    for (Py_ssize_t at = 0; at < count; at++)
        if (buffers[at].obj)
            PyBuffer_Release(&buffers[at]);
}

const char noise_doc[] =
    "noise(out, words, lanes, (before, after, quantiles), (slow, fast))\n\n"
    "As compiler.biology.laws._readings.noise: out float64 [days, hours], words uint64\n"
    "[days + 1, lanes], before and after [hours], quantiles of chance.normal_table.";

PyObject *noise(PyObject *module, PyObject *args)
{
    Py_buffer out, drawn, buffers[MOST_ARRAYS] = {{0}};
    const double *found[MOST_ARRAYS];
    Py_ssize_t lanes, hours = 0;
    PyObject *given, *told = NULL;
    double slow, fast;
    if (!PyArg_ParseTuple(args, "w*y*nO!(dd)", &out, &drawn, &lanes, &PyTuple_Type, &given, &slow, &fast))
        return NULL;
    Py_ssize_t days = lanes > 0 ? drawn.len / 8 / lanes - 1 : 0;
    if (days > 0)
        hours = out.len / 8 / days;
    const Py_ssize_t items[] = {hours, hours, 65536};
    if (doubles(given, items, 3, buffers, found) < 0)
        goto done;
    if (days < 1 || out.len != days * hours * 8 || 1 + (hours + 3) / 4 > lanes || !found[0] || !found[1] || !found[2]) {
        PyErr_SetString(PyExc_ValueError, "noise: the arrays do not fit");
        goto done;
    }
    const uint64_t *word = drawn.buf;
    double *value = out.buf;
    for (Py_ssize_t day = 0; day < days; day++, word += lanes) {
        double knot = found[2][word[0] >> 48], next = found[2][word[lanes] >> 48];
        for (Py_ssize_t hour = 0; hour < hours; hour++) {
            double white = found[2][word[1 + hour / 4] >> (16 * (hour % 4)) & 0xFFFF];
            *value++ = slow * (knot * found[0][hour] + next * found[1][hour]) + fast * white;
        }
    }
    told = Py_NewRef(Py_None);
done:
    release(buffers, MOST_ARRAYS);
    PyBuffer_Release(&out);
    PyBuffer_Release(&drawn);
    return told;
}

const char shown_doc[] =
    "shown(out, days, (noise, breath, off, level, swing, daily, tide), part, (own_sd, tide, low, high, unit))\n\n"
    "As compiler.biology.laws._readings.shown: out int32 [days, hours].";

PyObject *shown(PyObject *module, PyObject *args)
{
    Py_buffer out, buffers[MOST_ARRAYS] = {{0}};
    const double *found[MOST_ARRAYS];
    Py_ssize_t days;
    PyObject *given, *told = NULL;
    double part, own_sd, tidal, low, high, unit;
    if (!PyArg_ParseTuple(args, "w*nO!d(ddddd)", &out, &days, &PyTuple_Type, &given, &part, &own_sd, &tidal, &low, &high,
                          &unit))
        return NULL;
    Py_ssize_t hours = days > 0 ? out.len / 4 / days : 0, cells = days * hours;
    const Py_ssize_t items[] = {cells, cells, days, days, days, hours, cells};
    if (doubles(given, items, 7, buffers, found) < 0)
        goto done;
    const double *own = found[0], *breath = found[1], *off = found[2], *level = found[3], *swing = found[4];
    const double *daily = found[5], *tide = found[6];
    if (days < 1 || out.len != cells * 4 || !own || !off || !level || !swing || !daily) {
        PyErr_SetString(PyExc_ValueError, "shown: the arrays do not fit");
        goto done;
    }
    int32_t *reading = out.buf;
    double alone = sqrt(1.0 - part * part);
    for (Py_ssize_t day = 0, at = 0; day < days; day++)
        for (Py_ssize_t hour = 0; hour < hours; hour++, at++) {
            double noisy = (breath ? alone * own[at] + part * breath[at] : own[at]) + off[day];
            double value = level[day] + swing[day] * daily[hour];
            if (tide)
                value = value + tidal * tide[at];
            value = value + own_sd * noisy;
            value = value > low ? value : low;
            value = value < high ? value : high;
            reading[at] = (int32_t)floor(value * unit + 0.5);
        }
    told = Py_NewRef(Py_None);
done:
    release(buffers, MOST_ARRAYS);
    PyBuffer_Release(&out);
    return told;
}
