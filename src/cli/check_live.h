/*
 * Asks each server that the settings name for as little as shows that it works:
 * a word of a language model, a vector, an order of two texts, a second of sound.
 *
 * What is learnt of a server meanwhile serves this process alone, so that each
 * check finds what a fresh start would find.
 */
#ifndef CLI_CHECK_LIVE_H
#define CLI_CHECK_LIVE_H

#include "base/conf.h"
#include "cli/finding.h"
#include "kb/index/generation.h"

/* knowledge: that in force, NULL without one. ERR_IO, ERR_CONFIG: nothing could be asked. */
int check_live(const struct conf *conf, const struct generation_manifest *knowledge,
	       const struct finding_sink *to, struct err *err);

#endif
