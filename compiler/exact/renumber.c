/* Other ids in rows of COPY text, in the columns that hold any: compiler/writing/renumbering.py. */
#include "kernel.h"
#include <string.h>

#define MOST_COLUMNS 64
#define MOST_DIGITS 20

/* Ids that run on from `first` of each run become ids that run on from first + shift. */
typedef struct {
    Py_ssize_t place; /* of the column in a row */
    const int64_t *first, *shift;
    Py_ssize_t runs, last; /* the run of the id before, as neighbours are of one day or the next */
} column;

/* The run that an id is of: the last that begins at or before it; -1 for one before all. */
static Py_ssize_t run_of(column *one, int64_t id)
{
    Py_ssize_t low = one->last, high = one->runs;
    if (id < one->first[low]) {
        high = low;
        low = -1;
    } else if (low + 1 == high || id < one->first[low + 1])
        return low;
    else if (low + 2 == high || id < one->first[low + 2])
        return one->last = low + 1;
    while (high - low > 1) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (one->first[middle] <= id)
            low = middle;
        else
            high = middle;
    }
    return low < 0 ? -1 : (one->last = low);
}

static char *printed(char *at, uint64_t number)
{
    char digits[MOST_DIGITS], *from = digits + MOST_DIGITS;
    do
        *--from = (char)('0' + number % 10);
    while (number /= 10);
    memcpy(at, from, (size_t)(digits + MOST_DIGITS - from));
    return at + (digits + MOST_DIGITS - from);
}

/* Where the field ends that holds an id, whose number it is; NULL where it holds none. */
static const char *read_id(const char *at, const char *end, int64_t *id)
{
    const char *from = at;
    int64_t number = 0;
    for (; at < end && *at >= '0' && *at <= '9' && at - from < 18; at++)
        number = number * 10 + (*at - '0');
    *id = number;
    return at > from && at < end && (*at == '\t' || *at == '\n') ? at : NULL;
}

/* One row: how far `out` was written, NULL for a row that is none; `*row` is then the next. */
static char *renumbered(char *out, const char **row, const char *end, column *columns, Py_ssize_t count)
{
    const char *at = *row, *copied = *row;
    Py_ssize_t place = 0;
    for (column *one = columns; one < columns + count; one++) {
        for (; place < one->place; place++) {
            at = memchr(at, '\t', (size_t)(end - at));
            if (!at++)
                return NULL;
        }
        if (end - at > 2 && at[0] == '\\' && at[1] == 'N')
            continue;
        int64_t id;
        const char *after = read_id(at, end, &id);
        Py_ssize_t run = after && one->runs ? run_of(one, id) : -1;
        if (run < 0 || id + one->shift[run] < 0)
            return NULL;
        memcpy(out, copied, (size_t)(at - copied));
        out = printed(out + (at - copied), (uint64_t)(id + one->shift[run]));
        at = copied = after;
    }
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    if (!newline)
        return NULL;
    *row = newline + 1;
    memcpy(out, copied, (size_t)(*row - copied));
    return out + (*row - copied);
}

typedef struct {
    column columns[MOST_COLUMNS];
    Py_buffer buffers[2 * MOST_COLUMNS];
    Py_ssize_t count, open;
} told;

static int read_column(told *all, PyObject *given)
{
    column *one = &all->columns[all->count];
    Py_buffer *first = &all->buffers[all->open], *shift = first + 1;
    PyObject *firsts, *shifts;
    if (!PyArg_ParseTuple(given, "nOO", &one->place, &firsts, &shifts))
        return -1;
    if (PyObject_GetBuffer(firsts, first, PyBUF_SIMPLE) < 0)
        return -1;
    all->open++;
    if (PyObject_GetBuffer(shifts, shift, PyBUF_SIMPLE) < 0)
        return -1;
    all->open++;
    if (first->len != shift->len || first->len % 8 || one->place < (all->count ? one[-1].place + 1 : 0)) {
        PyErr_SetString(PyExc_ValueError, "renumber: columns are in order, with a shift for each run");
        return -1;
    }
    one->first = first->buf;
    one->shift = shift->buf;
    one->runs = first->len / 8;
    one->last = 0;
    all->count++;
    return 0;
}

const char renumber_doc[] =
    "renumber(out, text, columns) -> int\n\n"
    "Write the rows of `text` with other ids into `out`, and say how many bytes they have. Columns are tuples\n"
    "(place, first id of each run, what is added to the ids of each run), int64, by place.";

PyObject *renumber(PyObject *module, PyObject *args)
{
    told all = {.count = 0, .open = 0};
    Py_buffer out, text;
    PyObject *given, *answer = NULL;
    if (!PyArg_ParseTuple(args, "w*y*O!", &out, &text, &PyTuple_Type, &given))
        return NULL;
    Py_ssize_t count = PyTuple_Size(given);
    if (count > MOST_COLUMNS) {
        PyErr_SetString(PyExc_ValueError, "renumber: too many columns");
        goto done;
    }
    for (Py_ssize_t at = 0; at < count; at++)
        if (read_column(&all, PyTuple_GetItem(given, at)) < 0)
            goto done;
    char *to = out.buf;
    const char *row = text.buf, *end = row + text.len;
    while (row < end) {
        const char *before = row;
        Py_ssize_t left = (char *)out.buf + out.len - to, length = 0;
        const char *newline = memchr(row, '\n', (size_t)(end - row));
        length = newline ? newline + 1 - row : 0;
        if (!length || left < length + MOST_DIGITS * count) {
            PyErr_SetString(PyExc_ValueError, newline ? "renumber: the buffer is too short" : "renumber: half a row");
            goto done;
        }
        to = renumbered(to, &row, newline + 1, all.columns, count);
        if (!to) {
            PyErr_Format(PyExc_ValueError, "renumber: no id of a known run in the row at byte %zd", before - (char *)text.buf);
            goto done;
        }
    }
    answer = PyLong_FromSsize_t(to - (char *)out.buf);
done:
    while (all.open)
        PyBuffer_Release(&all.buffers[--all.open]);
    PyBuffer_Release(&text);
    PyBuffer_Release(&out);
    return answer;
}
