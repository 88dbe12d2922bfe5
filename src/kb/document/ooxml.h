/*
 * Office Open XML (ECMA-376, also its Strict variant, ISO/IEC 29500): a zip file
 * of XML parts that name each other by relations.
 *
 * Elements and relations are told by their local names, which both variants share.
 */
#ifndef KB_OOXML_H
#define KB_OOXML_H

#include "kb/document/extract.h"
#include "kb/markup/markup.h"

enum { OOXML_NAME_MAX = 256 };

/* A document being read, and how much of it may still be inflated. */
struct ooxml {
	const struct extract *x;
	struct str file;
	size_t left; /* bytes over all parts: a small zip file may stand for gigabytes */
	size_t tree; /* bytes of a part that becomes a tree */
};

/* The bound on all parts follows from EXTRACT_MEMORY_MB. ERR_REFUSED: the file is protected by a password. */
int ooxml_open(struct ooxml *z, const struct extract *x, struct str file, struct err *err);
/*
 * Appends the part to `out`, which is given the bound that applies.
 * ERR_BAD_DATA for a name that is none; as filter_unzip() else.
 */
int ooxml_part(struct ooxml *z, const char *name, struct buf *out, struct err *err);
/* The part as a tree; ERR_NO_MEMORY when that would be too large. */
int ooxml_tree(struct ooxml *z, const char *name, struct markup **ret, struct err *err);
/* The name of the part's own relations: "xl/_rels/workbook.xml.rels" for "xl/workbook.xml". */
void ooxml_relations_of(const char *part, char ret[static OOXML_NAME_MAX]);
/*
 * The name of the part that a relation of `part` points to: the one with that id, or
 * with id "" the first of that kind (the end of its type, "/styles"). False: none.
 */
bool ooxml_target(const struct markup *relations, const char *part, struct str id, const char *kind,
		  char ret[static OOXML_NAME_MAX]);
/* The main part by the file's relations; `otherwise` when they don't say. */
void ooxml_main(struct ooxml *z, const char *otherwise, char ret[static OOXML_NAME_MAX]);
/* "1", "true", "on"; an attribute that is absent is `otherwise`. */
bool ooxml_is_on(struct str attribute, bool otherwise);

#endif
