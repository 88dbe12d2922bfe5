/*
 * A fuzz harness is tests/fuzz/fuzz_NAME.c with libFuzzer's entry point.
 * `make check` replays tests/fuzz/corpus/NAME through it (replay.c is the main
 * program then); `tests/fuzz/run NAME SECONDS` searches for more.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
