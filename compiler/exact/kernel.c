/* The inner loops of a compile in C: words of chance, rows as COPY text, readings of sensors, and two functions of
 * exact/arithmetic.py. Each does, operation by operation, what numpy code does that serves where this was not built and
 * is its oracle in tests/test_kernel.py. Doubles know only + - * /, floor, frexp and ldexp here, and no compiler may
 * fuse two of them (-ffp-contract=off), so that every machine gives the same bits.
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* ---- Words: Philox4x64-10 (Salmon et al. 2011) ------------------------------------------------------------------ */

static inline uint64_t multiplied(uint64_t a, uint64_t b, uint64_t *high)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    *high = (uint64_t)(product >> 64);
    return (uint64_t)product;
}

static void philox(uint64_t counter[4], uint64_t low_key, uint64_t high_key)
{
    for (int round = 0; round < 10; round++) {
        uint64_t high0, high1;
        uint64_t low0 = multiplied(0xD2E7470EE14C6C93u, counter[0], &high0);
        uint64_t low1 = multiplied(0xCA5A826395121157u, counter[2], &high1);
        counter[0] = high1 ^ counter[1] ^ low_key;
        counter[2] = high0 ^ counter[3] ^ high_key;
        counter[1] = low1;
        counter[3] = low0;
        low_key += 0x9E3779B97F4A7C15u;
        high_key += 0xBB67AE8584CAA73Bu;
    }
}

PyDoc_STRVAR(words_doc,
             "words(out, (key_low, key_high), first_day, days, (first_lane, lanes))\n\n"
             "Fill `out`, uint64 [days, lanes], as compiler.exact.words says.");

static PyObject *words(PyObject *module, PyObject *args)
{
    Py_buffer out;
    unsigned long long key_low, key_high;
    long long first_day;
    Py_ssize_t days, first_lane, lanes;
    if (!PyArg_ParseTuple(args, "w*(KK)Ln(nn)", &out, &key_low, &key_high, &first_day, &days, &first_lane, &lanes))
        return NULL;
    if (days < 0 || lanes < 0 || first_lane < 0 || out.len != days * lanes * 8) {
        PyBuffer_Release(&out);
        PyErr_SetString(PyExc_ValueError, "words: the array has another size");
        return NULL;
    }
    uint64_t *at = out.buf;
    Py_ssize_t end = first_lane + lanes;
    for (Py_ssize_t day = 0; day < days; day++)
        for (Py_ssize_t lane = first_lane; lane < end;) {
            uint64_t block = (uint64_t)(lane / 4), low = (uint64_t)(first_day + day);
            /* the address is block * 2**64 + day, modulo 2**256: days before 1970 borrow from above */
            uint64_t borrow = first_day + day < 0, above = borrow && block == 0 ? UINT64_MAX : 0;
            uint64_t counter[4] = {low, block - borrow, above, above};
            philox(counter, key_low, key_high);
            Py_ssize_t stop = lane / 4 * 4 + 4 < end ? lane / 4 * 4 + 4 : end;
            for (; lane < stop; lane++)
                *at++ = counter[lane % 4];
        }
    PyBuffer_Release(&out);
    Py_RETURN_NONE;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

enum kind { LITERAL, NUMBER, WORD, DAY, MOMENT };

typedef struct {
    enum kind kind;
    const char *text;     /* LITERAL, WORD */
    Py_ssize_t width;     /* the most bytes of a row */
    const int64_t *value; /* what is printed; of WORD a code, NULL where the row's own number is the code */
    const char *null;     /* NULL where nothing is masked */
    const int32_t *edge;  /* WORD: where each text begins */
    int decimals, scale;
    uint64_t unit;        /* 10**decimals */
    int64_t day;          /* of `date` */
    char date[10];
} field;

#define MOST_FIELDS 512
#define NO_DAY INT64_MIN

static const char PAIRS[] = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
                            "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static inline char *pair(char *at, uint32_t number)
{
    memcpy(at, PAIRS + 2 * number, 2);
    return at + 2;
}

/* exactly so many digits, with zeros in front */
static inline char *padded(char *at, uint64_t number, int digits)
{
    for (int place = digits - 1; place > 0; place -= 2) {
        memcpy(at + place - 1, PAIRS + 2 * (number % 100), 2);
        number /= 100;
    }
    if (digits % 2)
        *at = (char)('0' + number % 10);
    return at + digits;
}

static inline char *whole(char *at, uint64_t number)
{
    int digits = 1;
    for (uint64_t rest = number; rest >= 10; rest /= 10)
        digits++;
    return padded(at, number, digits);
}

static inline char *number(char *at, const field *one, int64_t value)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, above = size;
    if (value < 0)
        *at++ = '-';
    if (one->decimals)
        above = (size | one->unit) >> 32 ? size / one->unit : (uint32_t)size / (uint32_t)one->unit;
    at = whole(at, above);
    if (one->scale) {
        *at++ = '.';
        at = padded(at, size - above * one->unit, one->decimals);
        for (int place = one->decimals; place < one->scale; place++)
            *at++ = '0';
    }
    return at;
}

/* proleptic Gregorian, years 1000 to 9999, as compiler.exact.civil */
static void dated(field *one, int64_t day)
{
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    year += era * 400 + (month <= 2);
    one->day = day;
    char *at = padded(one->date, (uint64_t)year, 4);
    *at++ = '-';
    at = pair(at, (uint32_t)month);
    *at++ = '-';
    pair(at, (uint32_t)(of_year - (153 * shifted + 2) / 5 + 1));
}

static inline char *date(char *at, field *one, int64_t day)
{
    if (one->day != day)
        dated(one, day);
    memcpy(at, one->date, 10);
    return at + 10;
}

static inline char *moment(char *at, field *one, int64_t second)
{
    int64_t day = (second >= 0 ? second : second - 86399) / 86400;
    uint32_t of_day = (uint32_t)(second - day * 86400);
    at = date(at, one, day);
    *at++ = ' ';
    at = pair(at, of_day / 3600);
    *at++ = ':';
    at = pair(at, of_day / 60 % 60);
    *at++ = ':';
    at = pair(at, of_day % 60);
    memcpy(at, "+00", 3);
    return at + 3;
}

static char *written(char *at, field *fields, Py_ssize_t count, Py_ssize_t row)
{
    for (field *one = fields; one < fields + count; one++) {
        if (one->null && one->null[row]) {
            memcpy(at, "\\N", 2);
            at += 2;
            continue;
        }
        switch (one->kind) {
        case LITERAL:
            memcpy(at, one->text, (size_t)one->width);
            at += one->width;
            break;
        case WORD: {
            Py_ssize_t code = one->value ? (Py_ssize_t)one->value[row] : row;
            size_t length = (size_t)(one->edge[code + 1] - one->edge[code]);
            memcpy(at, one->text + one->edge[code], length);
            at += length;
            break;
        }
        case NUMBER:
            at = number(at, one, one->value[row]);
            break;
        case DAY:
            at = date(at, one, one->value[row]);
            break;
        case MOMENT:
            at = moment(at, one, one->value[row]);
            break;
        }
    }
    return at;
}

/* What a field of Python's says. Its buffers stay open until the rows are written: `open` counts them. */
typedef struct {
    field fields[MOST_FIELDS];
    Py_buffer buffers[3 * MOST_FIELDS];
    Py_ssize_t count, open, width;
} row;

/* NULL for None; an error when there are too few items */
static int array(row *all, PyObject *given, Py_ssize_t items, Py_ssize_t item_bytes, const void **found)
{
    *found = NULL;
    if (given == Py_None)
        return 0;
    Py_buffer *buffer = &all->buffers[all->open];
    if (PyObject_GetBuffer(given, buffer, PyBUF_SIMPLE) < 0)
        return -1;
    all->open++;
    *found = buffer->buf;
    if (buffer->len >= items * item_bytes)
        return 0;
    PyErr_SetString(PyExc_ValueError, "rows: an array is too short");
    return -1;
}

static int read_field(row *all, PyObject *given, Py_ssize_t stop)
{
    field *one = &all->fields[all->count++];
    int kind, decimals, scale;
    Py_ssize_t width;
    PyObject *text, *value, *null, *edge;
    if (!PyArg_ParseTuple(given, "inOOOOii", &kind, &width, &text, &value, &null, &edge, &decimals, &scale))
        return -1;
    if (kind < LITERAL || kind > MOMENT || width < 0 || decimals < 0 || decimals > 18 || scale < 0) {
        PyErr_SetString(PyExc_ValueError, "rows: no such field");
        return -1;
    }
    *one = (field){.kind = kind, .width = width, .decimals = decimals, .scale = scale, .unit = 1, .day = NO_DAY};
    for (int place = 0; place < decimals; place++)
        one->unit *= 10;
    all->width += width;
    return array(all, text, kind == LITERAL ? width : 0, 1, (const void **)&one->text) ||
                   array(all, value, stop, 8, (const void **)&one->value) ||
                   array(all, null, stop, 1, (const void **)&one->null) ||
                   array(all, edge, 0, 4, (const void **)&one->edge)
               ? -1
               : 0;
}

PyDoc_STRVAR(rows_doc, "rows(out, fields, start, stop) -> int\n\n"
                       "Write the rows [start, stop) into `out`, and say how many bytes they have. Fields are tuples\n"
                       "as compiler/writing/compiled.py makes them.");

static PyObject *rows(PyObject *module, PyObject *args)
{
    static row all; /* under the GIL; too large for a stack */
    Py_buffer out;
    PyObject *given, *told = NULL;
    Py_ssize_t start, stop;
    if (!PyArg_ParseTuple(args, "w*O!nn", &out, &PyTuple_Type, &given, &start, &stop))
        return NULL;
    all.count = all.open = all.width = 0;
    Py_ssize_t count = PyTuple_Size(given);
    if (count > MOST_FIELDS || start < 0 || stop < start) {
        PyErr_SetString(PyExc_ValueError, "rows: too many fields, or no such rows");
        goto done;
    }
    for (Py_ssize_t at = 0; at < count; at++)
        if (read_field(&all, PyTuple_GetItem(given, at), stop) < 0)
            goto done;
    if (all.width && (stop - start) > out.len / all.width) {
        PyErr_SetString(PyExc_ValueError, "rows: they may be longer than the buffer");
        goto done;
    }
    char *at = out.buf;
    for (Py_ssize_t row = start; row < stop; row++)
        at = written(at, all.fields, count, row);
    told = PyLong_FromSsize_t(at - (char *)out.buf);
done:
    while (all.open)
        PyBuffer_Release(&all.buffers[--all.open]);
    PyBuffer_Release(&out);
    return told;
}

/* ---- Arithmetic -------------------------------------------------------------------------------------------------- */

/* Two buffers of eight bytes an item and of one length; -1 and an error when they are not. */
static int pair_of(Py_buffer *out, Py_buffer *values)
{
    if (out->len == values->len && out->len % 8 == 0)
        return 0;
    PyErr_SetString(PyExc_ValueError, "the arrays differ in size");
    return -1;
}

PyDoc_STRVAR(half_even_doc, "half_even(out, values, factor)\n\nAs compiler.exact.half_even: int64 from float64.");

static PyObject *half_even(PyObject *module, PyObject *args)
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

PyDoc_STRVAR(cube_root_doc, "cube_root(out, values)\n\nAs compiler.exact.cube_root: float64 from float64.");

static PyObject *cube_root(PyObject *module, PyObject *args)
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

/* ---- Readings ---------------------------------------------------------------------------------------------------- */

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

PyDoc_STRVAR(noise_doc, "noise(out, words, lanes, (before, after, quantiles), (slow, fast))\n\n"
                        "As compiler.biology.laws._readings.noise: out float64 [days, hours], words uint64\n"
                        "[days + 1, lanes], before and after [hours], quantiles of chance.normal_table.");

static PyObject *noise(PyObject *module, PyObject *args)
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

PyDoc_STRVAR(shown_doc,
             "shown(out, days, (noise, breath, off, level, swing, daily, tide), part, (own_sd, tide, low, high, unit))\n\n"
             "As compiler.biology.laws._readings.shown: out int32 [days, hours].");

static PyObject *shown(PyObject *module, PyObject *args)
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

static PyMethodDef methods[] = {
    {"cube_root", cube_root, METH_VARARGS, cube_root_doc},
    {"half_even", half_even, METH_VARARGS, half_even_doc},
    {"noise", noise, METH_VARARGS, noise_doc},
    {"shown", shown, METH_VARARGS, shown_doc},
    {"words", words, METH_VARARGS, words_doc},
    {"rows", rows, METH_VARARGS, rows_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "compiler.exact._kernel", "Inner loops of a compile.", 0, methods, NULL, NULL, NULL, NULL,
};

/* Of this text; compiler/exact/kernel.py says which one it calls. */
#define REVISION 1

PyMODINIT_FUNC PyInit__kernel(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module && PyModule_AddIntConstant(module, "REVISION", REVISION) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
