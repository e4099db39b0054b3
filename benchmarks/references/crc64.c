/*
 * How fast the library's CRC64 is, beside merely reading the same memory and beside memcpy: `crc64 [LARGEST]`. One
 * JSON list, {"size", "crc", "read", "copy"} in GB/s for sizes of 1 KiB to LARGEST bytes (256 MiB), each the best of
 * several runs: what disturbs only slows down.
 */
#include <cosx_crc64.h>

#include <stdint.h>

#include "measure.h"

#define RUNS 25
#define BYTES_OF_A_RUN ((size_t)32 << 20)

typedef uint64_t wide_t __attribute__((vector_size(64)));

static volatile uint64_t used; /* results go here, or the compiler leaves the work out */

#if defined(__x86_64__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
static uint64_t
read_all(const void *data, size_t size)
{
    const wide_t *at = data, *end = at + size / sizeof(wide_t);
    wide_t first = {0}, second = first, third = first, fourth = first;

    for (; at < end; at += 4) {
        first ^= at[0];
        second ^= at[1];
        third ^= at[2];
        fourth ^= at[3];
    }
    first ^= second ^ third ^ fourth;
    return first[0] ^ first[1] ^ first[2] ^ first[3] ^ first[4] ^ first[5] ^ first[6] ^ first[7];
}

static void crc_of(char *to, const char *from, size_t size)
{
    (void)to;
    used += cosx_crc64(0, from, size);
}

static void read_of(char *to, const char *from, size_t size)
{
    (void)to;
    used += read_all(from, size);
}

static void copy_of(char *to, const char *from, size_t size)
{
    memcpy(to, from, size);
    used += (unsigned char)to[size - 1];
}

/* GB/s of the best run. */
static double best(void (*work)(char *, const char *, size_t), char *to, const char *from, size_t size)
{
    size_t repeat = size < BYTES_OF_A_RUN ? BYTES_OF_A_RUN / size : 1;
    double least = 1e9;

    for (int run = 0; run < RUNS; run++) {
        double begun = measure_wall(), each;

        for (size_t count = 0; count < repeat; count++) work(to, from, size);
        each = (measure_wall() - begun) / (double)repeat;
        if (each < least) least = each;
    }
    return (double)size / least / 1e9;
}

int main(int argc, char **argv)
{
    size_t largest = argc > 1 ? strtoul(argv[1], NULL, 10) : (size_t)256 << 20;
    char *from = aligned_alloc(4096, largest), *to = aligned_alloc(4096, largest);

    if (from == NULL || to == NULL) fail("no memory");
    memset(from, 'x', largest);
    memset(to, 'y', largest);
    printf("[");
    for (size_t size = 1024; size <= largest; size *= 4)
        printf("%s{\"size\": %zu, \"crc\": %.1f, \"read\": %.1f, \"copy\": %.1f}", size > 1024 ? ", " : "", size,
               best(crc_of, to, from, size), best(read_of, to, from, size), best(copy_of, to, from, size));
    printf("]\n");
    return 0;
}
