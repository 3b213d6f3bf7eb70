/* Rounding half to even, bounds, the cube root, and readings of sensors. */
#include "kernel.h"
#include <math.h>
#include <string.h>

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

const char bounds_doc[] =
    "bounds(values) -> (int, int)\n\nAs compiler.exact.bounds: the least and the greatest of int64, one at least.";

PyObject *bounds(PyObject *module, PyObject *args)
{
    Py_buffer values;
    if (!PyArg_ParseTuple(args, "y*", &values))
        return NULL;
    const int64_t *value = values.buf;
    Py_ssize_t count = values.len / 8;
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (Py_ssize_t at = 0; at < count; at++) {
        low = value[at] < low ? value[at] : low;
        high = value[at] > high ? value[at] : high;
    }
    PyBuffer_Release(&values);
    if (count)
        return Py_BuildValue("(LL)", (long long)low, (long long)high);
    PyErr_SetString(PyExc_ValueError, "bounds: there are no values");
    return NULL;
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

/* terms of a sensor's water, as compiler/biology/laws/_panel.py lines them up */
enum term { LOAD, FED_SHARE, TEMPERATURE, MEAN, RHYTHM, TIDE, OWN_SD, OXYGEN, LOW, HIGH, UNIT, FOLLOWS, TERMS };

/* by turns, as _readings.py gives them */
enum array { WATERS, DENSITY, FED, TEMP_C, STRAYED, STRUCK, MONTHLY, SEASON, DAILY, TIDES, BEFORE, AFTER, QUANTILES, ARRAYS };

/* what _readings.py tells of a stay; [day, sensor] and [day, hour] where there are two axes */
typedef struct {
    long long first;
    Py_ssize_t days, hours, sensors;
    long long calibrated;
    double reference_c, empty, rhythm_sd, slow, fast, off_sd;
    const double *of[ARRAYS];
} stay;

/* of a sensor at a time: [day, hour] noise, and that of the oxygen; [day] noise of the rhythm, and error */
typedef struct {
    double *own, *breath, *lively, *off;
} course;

static uint64_t half_of(const unsigned char *name)
{
    uint64_t half = 0;
    for (int at = 7; at >= 0; at--)
        half = half << 8 | name[at];
    return half;
}

static inline double cut(double z, double limit)
{
    z = z > -limit ? z : -limit;
    return z < limit ? z : limit;
}

/* The words of a day: knot, four hours a lane, and the rhythm's; the knot of the next day stands in its own first. */
static void noises(const stay *all, const unsigned char *name, double *own, double *lively)
{
    uint64_t low = half_of(name), high = half_of(name + 8), now[4], next[4], more[4] = {0};
    Py_ssize_t last = 1 + (all->hours + 3) / 4;
    block_of_words(now, low, high, all->first, 0);
    const double *before = all->of[BEFORE], *after = all->of[AFTER], *quantile = all->of[QUANTILES];
    for (Py_ssize_t day = 0; day < all->days; day++) {
        block_of_words(next, low, high, all->first + day + 1, 0);
        double knot = quantile[now[0] >> 48], then = quantile[next[0] >> 48];
        for (Py_ssize_t lane = 1; lane <= last; lane++) {
            if (lane % 4 == 0)
                block_of_words(more, low, high, all->first + day, (uint64_t)lane / 4);
            uint64_t word = lane < 4 ? now[lane] : more[lane % 4];
            if (lane == last)
                lively[day] = cut(quantile[word >> 48], 2.0);
            else
                for (Py_ssize_t hour = 4 * (lane - 1); hour < 4 * lane && hour < all->hours; hour++) {
                    double white = quantile[word >> (16 * (hour % 4)) & 0xFFFF];
                    *own++ = all->slow * (knot * before[hour] + then * after[hour]) + all->fast * white;
                }
        }
        memcpy(now, next, sizeof now);
    }
}

static void errors(const stay *all, const unsigned char *name, double *off)
{
    uint64_t low = half_of(name), high = half_of(name + 8), word[4];
    block_of_words(word, low, high, 0, 0);
    int64_t every = all->calibrated, turn = (int64_t)(word[1] % (uint64_t)every), known = INT64_MIN;
    for (Py_ssize_t day = 0; day < all->days; day++) {
        int64_t since = all->first + day + turn, at = since / every - (since % every < 0);
        if (at != known)
            block_of_words(word, low, high, known = at, 0);
        off[day] = all->off_sd * cut(all->of[QUANTILES][word[0] >> 48], 2.0);
    }
}

static void shown(const stay *all, Py_ssize_t sensor, const course *of, int32_t *reading)
{
    const double *term = all->of[WATERS] + sensor * TERMS, *temp_c = all->of[TEMP_C], *tide = all->of[TIDES];
    const double *monthly = all->of[MONTHLY], *struck = all->of[STRUCK], *season = all->of[SEASON];
    double part = of->breath ? term[OXYGEN] : 0.0, alone = sqrt(1.0 - part * part);
    for (Py_ssize_t day = 0, at = 0; day < all->days; day++) {
        Py_ssize_t cell = day * all->sensors + sensor;
        double load = all->of[DENSITY][day] * (1.0 + term[FED_SHARE] * all->of[FED][day]);
        double level = term[LOAD] * load + term[TEMPERATURE] * (temp_c[day] - all->reference_c);
        level = level + (term[FOLLOWS] != 0.0 ? temp_c[day] : term[MEAN]);
        level = monthly ? level + monthly[cell] : level;
        level = (struck ? level + struck[cell] : level) + all->of[STRAYED][cell];
        double swing = term[LOAD] != 0.0 ? term[RHYTHM] * (all->empty + load) : term[RHYTHM];
        swing = (season ? swing * season[day] : swing) * (1.0 + all->rhythm_sd * of->lively[day]);
        for (Py_ssize_t hour = 0; hour < all->hours; hour++, at++) {
            double own = part != 0.0 ? alone * of->own[at] + part * of->breath[at] : of->own[at];
            double value = level + swing * all->of[DAILY][hour];
            value = tide ? value + term[TIDE] * tide[at] : value;
            value = value + term[OWN_SD] * (own + of->off[day]);
            value = value > term[LOW] ? value : term[LOW];
            value = value < term[HIGH] ? value : term[HIGH];
            *reading++ = (int32_t)floor(value * term[UNIT] + 0.5);
        }
    }
}

static int is_missing(const double *const *found)
{
    int missing = 0;
    for (int at = 0; at < ARRAYS; at++)
        missing |= !found[at] && at != STRUCK && at != MONTHLY && at != SEASON && at != TIDES;
    return missing;
}

static int filled(const stay *all, const unsigned char *keys, int breathes, int32_t *reading)
{
    Py_ssize_t cells = all->days * all->hours;
    double *room = PyMem_Calloc((size_t)(2 * cells + 2 * all->days) + 1, sizeof *room);
    if (!room) {
        PyErr_NoMemory();
        return -1;
    }
    course of = {room, breathes ? room + cells : NULL, room + 2 * cells, room + 2 * cells + all->days};
    if (breathes)
        noises(all, keys + 32 * all->sensors, of.breath, of.lively);
    for (Py_ssize_t sensor = 0; sensor < all->sensors; sensor++) {
        noises(all, keys + 32 * sensor, of.own, of.lively);
        if (all->off_sd != 0.0)
            errors(all, keys + 32 * sensor + 16, of.off);
        shown(all, sensor, &of, reading + sensor * cells);
    }
    PyMem_Free(room);
    return 0;
}

const char readings_doc[] =
    "readings(out, keys, (first_day, days, hours, calibrated_days), arrays,\n"
    "(reference_c, rhythm_empty, rhythm_sd, own_slow, own_fast, off_sd))\n\n"
    "As compiler.biology.laws._readings.read: out int32 [sensor, day, hour]; keys 32 bytes a\n"
    "sensor, of its noise and its error, and 16 of the oxygen's noise where a water follows it.";

PyObject *readings(PyObject *module, PyObject *args)
{
    Py_buffer out, keys, buffers[ARRAYS] = {{0}};
    PyObject *given, *told = NULL;
    stay all = {0};
    if (!PyArg_ParseTuple(args, "w*y*(LnnL)O!(dddddd)", &out, &keys, &all.first, &all.days, &all.hours, &all.calibrated,
                          &PyTuple_Type, &given, &all.reference_c, &all.empty, &all.rhythm_sd, &all.slow, &all.fast,
                          &all.off_sd))
        return NULL;
    all.sensors = keys.len / 32;
    Py_ssize_t days = all.days, hours = all.hours, cells = days * all.sensors;
    if (days < 0 || days > 1 << 24 || hours < 0 || hours > 1 << 10 || all.sensors > 1 << 16 || keys.len % 16 ||
        all.calibrated < 1) {
        PyErr_SetString(PyExc_ValueError, "readings: no such days, hours or sensors");
        goto done;
    }
    const Py_ssize_t items[ARRAYS] = {all.sensors * TERMS, days, days, days, cells, cells, cells, days, hours,
                                      days * hours, hours, hours, 65536};
    if (doubles(given, items, ARRAYS, buffers, all.of) < 0)
        goto done;
    if (is_missing(all.of) || out.len != cells * hours * 4) {
        PyErr_SetString(PyExc_ValueError, "readings: the arrays do not fit");
        goto done;
    }
    if (filled(&all, keys.buf, keys.len % 32 != 0, out.buf) == 0)
        told = Py_NewRef(Py_None);
done:
    release(buffers, ARRAYS);
    PyBuffer_Release(&out);
    PyBuffer_Release(&keys);
    return told;
}
