/* What every reference program measures, and how it says so: one line of JSON, as benchmarks/clients/job.py. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

struct measure {
    double wall, cpu, resident;
    bool again;
    double first_wall, first_cpu, first_peak;
};

static double measure_cpu(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec
           + 1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static double measure_wall(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* VmRSS or VmHWM, in MiB. */
static double measure_memory(const char *field)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    double kib = 0;

    while (status != NULL && fgets(line, sizeof(line), status) != NULL)
        if (strncmp(line, field, strlen(field)) == 0) kib = atof(line + strlen(field) + 1);
    if (status != NULL) fclose(status);
    return kib / 1024;
}

static inline struct measure measure_begin(void)
{
    struct measure begun = {.resident = measure_memory("VmRSS")};

    begun.cpu = measure_cpu();
    begun.wall = measure_wall();
    return begun;
}

/* The first time is over: call it before what that has filled is given back, measure_again behind that. */
static inline void measure_first(struct measure *begun)
{
    begun->again = true;
    begun->first_wall = measure_wall() - begun->wall;
    begun->first_cpu = measure_cpu() - begun->cpu;
    begun->first_peak = measure_memory("VmHWM");
}

static inline void measure_again(struct measure *begun)
{
    begun->cpu = measure_cpu();
    begun->wall = measure_wall();
}

static inline double measure_added(struct measure begun, double peak)
{
    return peak > begun.resident ? peak - begun.resident : 0;
}

static inline void measure_end(struct measure begun)
{
    double wall = measure_wall() - begun.wall, cpu = measure_cpu() - begun.cpu;
    double peak = measure_memory("VmHWM");

    printf("{\"wall\": %.6f, \"cpu\": %.6f, \"peak\": %.1f, \"added\": %.1f, ", wall, cpu, peak,
           measure_added(begun, peak));
    if (begun.again)
        printf("\"first\": {\"wall\": %.6f, \"cpu\": %.6f, \"peak\": %.1f, \"added\": %.1f}, ",
               begun.first_wall, begun.first_cpu, begun.first_peak, measure_added(begun, begun.first_peak));
    printf("\"verified\": false, \"settings\": \"\", \"version\": \"\"}\n");
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* Not touched yet. */
static inline char *new_memory(int64_t size)
{
    char *memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED) fail("memory");
    return memory;
}

/* Behind the name of a method: it is done twice, and both times are measured. */
static inline bool is_again(const char *method)
{
    return strstr(method, "_again") != NULL;
}

#endif
