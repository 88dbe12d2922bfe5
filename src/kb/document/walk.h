/*
 * Visits the files below a path, in the order of their names.
 *
 * Hidden files and folders (a name that begins with a point) are left out, and
 * links to folders are not followed, so that there are no circles.
 */
#ifndef KB_WALK_H
#define KB_WALK_H

#include <stdint.h>
#include "base/err.h"

/*
 * Calls fn for each regular file until it returns non-zero, which is returned.
 * For a folder that can't be read, fn gets `bytes` -1, and errno says why.
 * ERR_NOT_FOUND when there is no root; ERR_IO.
 */
int walk_files(const char *root, int (*fn)(void *arg, const char *path, int64_t bytes), void *arg,
	       struct err *err);

#endif
