/* Counts the bytes that memcpy and memmove move, for the ruler: preloaded into a process, it prints them when it ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stddef.h>

static unsigned long long all, large;
static void *(*real_memcpy)(void *, const void *, size_t);
static void *(*real_memmove)(void *, const void *, size_t);

static void count(size_t length) {
    __atomic_fetch_add(&all, length, __ATOMIC_RELAXED);
    if (length >= 256) __atomic_fetch_add(&large, length, __ATOMIC_RELAXED);
}

/* Moves byte by byte until the real functions are known: finding them may move bytes itself. */
static void *plain(char *to, const char *from, size_t length) {
    if (to < from) for (size_t at = 0; at < length; at++) ((volatile char *)to)[at] = from[at];
    else for (size_t at = length; at > 0; at--) ((volatile char *)to)[at - 1] = from[at - 1];
    return to;
}

void *memcpy(void *to, const void *from, size_t length) {
    count(length);
    return real_memcpy ? real_memcpy(to, from, length) : plain(to, from, length);
}

void *memmove(void *to, const void *from, size_t length) {
    count(length);
    return real_memmove ? real_memmove(to, from, length) : plain(to, from, length);
}

__attribute__((constructor)) static void begin(void) {
    real_memcpy = dlsym(RTLD_NEXT, "memcpy");
    real_memmove = dlsym(RTLD_NEXT, "memmove");
}

__attribute__((destructor)) static void end(void) {
    fprintf(stderr, "moved %llu %llu\n", all, large);
}
