/* Rows as COPY text, field by field, as compiler/writing/compiled.py tells them. */
#include "kernel.h"
#include <string.h>

/* Short texts are copied with what stands behind them, as one machine word or two; `out` has room for so much more. */
#define AT_ONCE 16

enum kind { LITERAL, NUMBER, WORD, DAY, MOMENT };

typedef struct {
    enum kind kind;
    const char *text;     /* LITERAL, WORD */
    Py_ssize_t width;     /* the most bytes of a row */
    const int64_t *value; /* what is printed; of WORD a code, NULL where the row's own number is the code */
    const char *null;     /* NULL where nothing is masked */
    const int32_t *edge;  /* WORD: where each text begins */
    int decimals, scale;  /* scale -1: no zeros at the end */
    uint64_t unit;        /* 10**decimals */
    char begin[AT_ONCE];  /* LITERAL: its first bytes */
} field;

#define MOST_FIELDS 512
#define DATE_BYTES 10
#define CLOCK_BYTES 12
#define KNOWN 256 /* a power of two */

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
    int digits = 1; /* 19 at most, as int64 has no more */
    for (uint64_t above = 10; digits < 19 && number >= above; above *= 10)
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
    if (one->scale > 0 || (one->scale < 0 && size != above * one->unit)) {
        *at++ = '.';
        at = padded(at, size - above * one->unit, one->decimals);
        for (int place = one->decimals; place < one->scale; place++)
            *at++ = '0';
        while (one->scale < 0 && at[-1] == '0')
            at--;
    }
    return at;
}

/* Dates and times of day that were written lately, of all tables: rows name the same ones again and again. Under the
 * GIL; where the text is empty nothing is known yet. */
static struct {
    int64_t day;
    char text[AT_ONCE];
} dates[KNOWN];
static struct {
    uint32_t second;
    char text[AT_ONCE];
} clocks[KNOWN];

/* proleptic Gregorian, years 1000 to 9999, as compiler.exact.civil */
static void dated(char *at, int64_t day)
{
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    year += era * 400 + (month <= 2);
    at = padded(at, (uint64_t)year, 4);
    *at++ = '-';
    at = pair(at, (uint32_t)month);
    *at++ = '-';
    pair(at, (uint32_t)(of_year - (153 * shifted + 2) / 5 + 1));
}

static inline char *date(char *at, int64_t day)
{
    size_t place = (uint64_t)day % KNOWN;
    if (dates[place].day != day || !dates[place].text[0]) {
        dated(dates[place].text, day);
        dates[place].day = day;
    }
    memcpy(at, dates[place].text, AT_ONCE);
    return at + DATE_BYTES;
}

static void timed(char *at, uint32_t second)
{
    *at++ = ' ';
    at = pair(at, second / 3600);
    *at++ = ':';
    at = pair(at, second / 60 % 60);
    *at++ = ':';
    at = pair(at, second % 60);
    memcpy(at, "+00", 3);
}

static inline char *moment(char *at, int64_t second)
{
    int64_t day = (second >= 0 ? second : second - 86399) / 86400;
    uint32_t of_day = (uint32_t)(second - day * 86400);
    size_t place = of_day / 60 % KNOWN;
    at = date(at, day);
    if (clocks[place].second != of_day || !clocks[place].text[0]) {
        timed(clocks[place].text, of_day);
        clocks[place].second = of_day;
    }
    memcpy(at, clocks[place].text, AT_ONCE);
    return at + CLOCK_BYTES;
}

static char *written(char *at, const field *fields, Py_ssize_t count, Py_ssize_t row)
{
    for (const field *one = fields; one < fields + count; one++) {
        if (one->null && one->null[row]) {
            memcpy(at, "\\N", 2);
            at += 2;
            continue;
        }
        switch (one->kind) {
        case LITERAL:
            if (one->width <= AT_ONCE)
                memcpy(at, one->begin, AT_ONCE);
            else
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
            at = date(at, one->value[row]);
            break;
        case MOMENT:
            at = moment(at, one->value[row]);
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
    if (kind < LITERAL || kind > MOMENT || width < 0 || decimals < 0 || decimals > 18 || scale < -1) {
        PyErr_SetString(PyExc_ValueError, "rows: no such field");
        return -1;
    }
    *one = (field){.kind = kind, .width = width, .decimals = decimals, .scale = scale, .unit = 1};
    for (int place = 0; place < decimals; place++)
        one->unit *= 10;
    all->width += width;
    if (array(all, text, kind == LITERAL ? width : 0, 1, (const void **)&one->text) < 0 ||
        array(all, value, stop, 8, (const void **)&one->value) < 0 ||
        array(all, null, stop, 1, (const void **)&one->null) < 0 || array(all, edge, 0, 4, (const void **)&one->edge) < 0)
        return -1;
    if (kind == LITERAL ? !one->text : kind == WORD ? !one->text || !one->edge : !one->value) {
        PyErr_SetString(PyExc_ValueError, "rows: a field without what it writes");
        return -1;
    }
    if (kind == LITERAL)
        memcpy(one->begin, one->text, (size_t)(width < AT_ONCE ? width : AT_ONCE));
    return 0;
}

const char rows_doc[] =
    "rows(out, fields, start, stop) -> int\n\n"
    "Write the rows [start, stop) into `out`, and say how many bytes they have. Fields are tuples\n"
    "as compiler/writing/compiled.py makes them.";

PyObject *rows(PyObject *module, PyObject *args)
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
    if (out.len < AT_ONCE || (all.width && (stop - start) > (out.len - AT_ONCE) / all.width)) {
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
