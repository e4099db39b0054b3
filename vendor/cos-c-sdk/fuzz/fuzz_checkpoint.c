/* The journal of a transfer: any bytes are read safely, and what is believed is consistent and
   comes out the same when written again. An input that begins with '+' has the checksums of its
   lines made right, so that what lies behind them is reached too. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cosx/src/transfer/checkpoint.h"
#include "cosx_crc64.h"

static void demand(int condition)
{
    if (!condition) {
        abort();
    }
}

/* Every line becomes "line CHECKSUM". */
static char *with_checksums(const char *data, size_t size, size_t *made_size)
{
    char *made = malloc(size * 20 + 64);
    char *out = made;
    const char *end = data + size;
    uint64_t seed = 0;
    int first = 1;

    demand(made != NULL);
    while (data < end) {
        const char *stop = memchr(data, '\n', (size_t)(end - data));
        size_t length = (size_t)((stop == NULL ? end : stop) - data);
        char *line = out;
        uint64_t sum;
        memcpy(out, data, length);
        out += length;
        *out++ = ' ';
        sum = cosx_crc64(seed, line, (size_t)(out - line));
        out += sprintf(out, "%016" PRIx64 "\n", sum);
        if (first) {
            seed = sum;
            first = 0;
        }
        data = stop == NULL ? end : stop + 1;
    }
    *made_size = (size_t)(out - made);
    return made;
}

/* Write again what was read; it must be read the same. */
static void check_round_trip(const cosi_checkpoint_t *checkpoint)
{
    cosi_checkpoint_t again;
    uint64_t seed = 0;
    char *line = cosi_checkpoint_header_line(&checkpoint->header, &seed);

    demand(line != NULL);
    demand(cosi_checkpoint_parse(line, strlen(line), &again) == NULL);
    demand(again.plan.count == checkpoint->plan.count && again.header.size == checkpoint->header.size);
    demand(again.header.mtime_ns == checkpoint->header.mtime_ns && again.header.inode == checkpoint->header.inode);
    demand(strcmp(again.header.key, checkpoint->header.key) == 0);
    demand(strcmp(again.header.temp, checkpoint->header.temp) == 0);
    cosi_checkpoint_clear(&again);
    free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cosi_checkpoint_t checkpoint;
    char *made = NULL;
    const char *input = (const char *)data;
    int64_t next = 0;
    int32_t i;

    if (size > 0 && data[0] == '+') {
        made = with_checksums(input + 1, size - 1, &size);
        input = made;
    }
    if (cosi_checkpoint_parse(input, size, &checkpoint) == NULL) {
        demand(checkpoint.good_size <= size && input[checkpoint.good_size - 1] == '\n');
        demand(checkpoint.plan.count >= 1 && checkpoint.plan.count <= COSI_PARTS_MAX + 1);
        for (i = 0; i < checkpoint.plan.count; i++) {
            demand(cosi_plan_offset(&checkpoint.plan, i) == next);
            next += cosi_plan_length(&checkpoint.plan, i);
        }
        demand(next == checkpoint.header.size);
        check_round_trip(&checkpoint);
    }
    cosi_checkpoint_clear(&checkpoint);
    free(made);
    return 0;
}
