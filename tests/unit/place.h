/* A folder of the test's own, and a path in it. */
#ifndef UNIT_PLACE_H
#define UNIT_PLACE_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

struct place {
	char dir[64], file[80];
};

static inline int place_setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	snprintf(p->dir, sizeof p->dir, "/tmp/itb-test-XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		return -1;
	snprintf(p->file, sizeof p->file, "%s/file", p->dir);
	*state = p;
	return 0;
}

static inline int place_teardown(void **state)
{
	struct place *p = *state;

	file_remove_tree(p->dir, NULL);
	free(p);
	return 0;
}

#endif
