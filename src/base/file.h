/*
 * Whole files: read within a bound, written so that a crash leaves the old or
 * the new content (temporary file, fsync, rename, fsync of the folder).
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the file's content to b; ERR_NOT_FOUND, ERR_IO, or ERR_BAD_DATA past b's bound. */
int file_read(const char *path, struct buf *b, struct err *err);
/* mode as for open(2), e.g. 0600. */
int file_write(const char *path, struct str content, unsigned mode, struct err *err);
/* mkdir -p; existing folders are kept as they are. */
int file_mkdirs(const char *path, unsigned mode, struct err *err);
/*
 * Gives a file that root has created to the owner and group of its folder, so
 * that the service can use it.  Does nothing for other users.
 */
int file_hand_over(int fd, const char *path, struct err *err);
/* fsync of the folder itself, so that renames in it last. */
int file_sync_dir(const char *path, struct err *err);
/*
 * Gives `path` and all below it to the owner of `folder`, so that the service can
 * use what root has made for it.  Does nothing for other users.
 */
int file_own_tree(const char *path, const char *folder, struct err *err);
/* rm -r, within one file system; a missing path is fine. */
int file_remove_tree(const char *path, struct err *err);

#endif
