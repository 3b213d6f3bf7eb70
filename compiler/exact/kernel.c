/* The module; words of chance: Philox4x64-10 (Salmon et al. 2011); ids that run on day by day. */
#include "kernel.h"

static inline uint64_t multiplied(uint64_t a, uint64_t b, uint64_t *high)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    *high = (uint64_t)(product >> 64);
    return (uint64_t)product;
}

void block_of_words(uint64_t word[4], uint64_t low_key, uint64_t high_key, int64_t day, uint64_t block)
{
    /* the address is block * 2**64 + day, modulo 2**256: days before 1970 borrow from above */
    uint64_t borrow = day < 0, above = borrow && block == 0 ? UINT64_MAX : 0;
    uint64_t c0 = (uint64_t)day, c1 = block - borrow, c2 = above, c3 = above;
    for (int round = 0; round < 10; round++) {
        uint64_t high0, high1;
        uint64_t low0 = multiplied(0xD2E7470EE14C6C93u, c0, &high0);
        uint64_t low1 = multiplied(0xCA5A826395121157u, c2, &high1);
        c0 = high1 ^ c1 ^ low_key;
        c2 = high0 ^ c3 ^ high_key;
        c1 = low1;
        c3 = low0;
        low_key += 0x9E3779B97F4A7C15u;
        high_key += 0xBB67AE8584CAA73Bu;
    }
    word[0] = c0;
    word[1] = c1;
    word[2] = c2;
    word[3] = c3;
}

const char words_doc[] =
    "words(out, (key_low, key_high), first_day, days, (first_lane, lanes))\n\n"
    "Fill `out`, uint64 [days, lanes], as compiler.exact.words says.";

PyObject *words(PyObject *module, PyObject *args)
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
            uint64_t word[4];
            block_of_words(word, key_low, key_high, first_day + day, (uint64_t)(lane / 4));
            Py_ssize_t stop = lane / 4 * 4 + 4 < end ? lane / 4 * 4 + 4 : end;
            for (; lane < stop; lane++)
                *at++ = word[lane % 4];
        }
    PyBuffer_Release(&out);
    Py_RETURN_NONE;
}

const char count_up_doc[] =
    "count_up(out, days, low, following, left)\n\n"
    "The next number of each day, as compiler.filling.numbering.Counter.ids; all int64. False where none is left.";

PyObject *count_up(PyObject *module, PyObject *args)
{
    Py_buffer out, days, following, left;
    long long low;
    if (!PyArg_ParseTuple(args, "w*y*Lw*w*", &out, &days, &low, &following, &left))
        return NULL;
    int fits = out.len == days.len && out.len % 8 == 0 && following.len == left.len && left.len % 8 == 0, enough = 1;
    int64_t *number = out.buf, *next = following.buf, *more = left.buf;
    const int64_t *day = days.buf;
    Py_ssize_t size = out.len / 8, span = left.len / 8;
    for (Py_ssize_t at = 0; fits && enough && at < size; at++) {
        uint64_t place = (uint64_t)day[at] - (uint64_t)low;
        enough = place < (uint64_t)span && more[place] > 0;
        if (enough) {
            number[at] = next[place]++;
            more[place]--;
        }
    }
    PyBuffer_Release(&out);
    PyBuffer_Release(&days);
    PyBuffer_Release(&following);
    PyBuffer_Release(&left);
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "count_up: the arrays do not fit one another");
        return NULL;
    }
    return PyBool_FromLong(enough);
}

static PyMethodDef methods[] = {
    {"bounds", bounds, METH_VARARGS, bounds_doc},
    {"count_up", count_up, METH_VARARGS, count_up_doc},
    {"cube_root", cube_root, METH_VARARGS, cube_root_doc},
    {"half_even", half_even, METH_VARARGS, half_even_doc},
    {"readings", readings, METH_VARARGS, readings_doc},
    {"words", words, METH_VARARGS, words_doc},
    {"renumber", renumber, METH_VARARGS, renumber_doc},
    {"rows", rows, METH_VARARGS, rows_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "compiler.exact._kernel", "Inner loops of a compile.", 0, methods, NULL, NULL, NULL, NULL,
};

/* Of this text; compiler/exact/kernel.py says which one it calls. */
#define REVISION 4

PyMODINIT_FUNC PyInit__kernel(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module && PyModule_AddIntConstant(module, "REVISION", REVISION) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
