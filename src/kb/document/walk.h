/*
 * Visits the files below a path, in the order of their names.
 *
 * Hidden files and folders (a name that begins with a point) are left out.  Links
 * to folders are not followed, so that there are no circles; links to files are
 * when they stay below the path, unless links may point anywhere.
 */
#ifndef KB_WALK_H
#define KB_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

enum { WALK_UNREADABLE = -1, WALK_OUTSIDE = -2 };

/*
 * Calls fn for each regular file until it returns non-zero, which is returned.
 * For a folder that can't be read, fn gets `bytes` WALK_UNREADABLE, and errno says
 * why; for a link that leaves the path WALK_OUTSIDE.
 * ERR_NOT_FOUND when there is no root; ERR_IO.
 */
int walk_files(const char *root, bool links_anywhere, int (*fn)(void *arg, const char *path, int64_t bytes),
	       void *arg, struct err *err);

#endif
