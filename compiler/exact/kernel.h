/* The inner loops of a compile in C. Each does, operation by operation, what numpy code does that serves where this was
 * not built and is its oracle in tests/test_kernel.py. Doubles know only + - * /, square roots, floor, frexp and ldexp
 * here, and no compiler may fuse two of them (-ffp-contract=off), so that every machine gives the same bits.
 *
 *   kernel.c    the module, words of chance, and ids by day
 *   rows.c      rows as COPY text
 *   renumber.c  other ids in such text
 *   readings.c  readings of sensors, and three functions of exact/arithmetic.py
 */
#ifndef KERNEL_H
#define KERNEL_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>

#define OFFERED(name)                                  \
    PyObject *name(PyObject *module, PyObject *args);  \
    extern const char name##_doc[]

OFFERED(bounds);
OFFERED(cube_root);
OFFERED(count_up);
OFFERED(half_even);
OFFERED(readings);
OFFERED(renumber);
OFFERED(rows);
OFFERED(words);

/* Four words of a day: of chance.words the lanes 4 * block to 4 * block + 3. */
void block_of_words(uint64_t word[4], uint64_t low_key, uint64_t high_key, int64_t day, uint64_t block);

#endif
