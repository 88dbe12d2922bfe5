/*
 * The members of a zip file (PKWARE's APPNOTE 6.3.9), by its central directory.
 *
 * Nothing is inflated here: each member can be written as a file of its own, which a
 * program (funzip) inflates.  Files of more than 4 GB (Zip64) are refused.
 */
#ifndef KB_ZIP_H
#define KB_ZIP_H

#include "base/buf.h"
#include "base/err.h"

enum { ZIP_MEMBERS_MAX = 10000 };

struct zip_member {
	struct str name; /* as it stands there, with slashes */
	struct str data; /* of the file, still deflated */
	uint32_t method, crc, bytes; /* bytes: inflated, as the directory says */
	bool locked;     /* by a password */
};

/*
 * Calls fn for each member that is no folder, in the directory's order, until it
 * returns non-zero, which is returned.  ERR_BAD_DATA: no zip file, or one whose
 * directory points outside of it, or of more than ZIP_MEMBERS_MAX members.
 */
int zip_each(struct str file, int (*fn)(void *arg, const struct zip_member *m), void *arg, struct err *err);
/* Whether any of the members is locked; false for what is no zip file. */
bool zip_is_locked(struct str file);
/* Appends a zip file of that member alone, as funzip reads it. */
void zip_alone(const struct zip_member *m, struct buf *out);

#endif
