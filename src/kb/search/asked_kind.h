/*
 * What kind of thing a question asks for, and whether a text holds such a thing
 * (the expected answer type of Prager et al., SIGIR 2000, by tables of words).
 *
 * "berapa biaya …" wants an amount of money, so a sentence without one shares
 * words with the question but answers nothing.  A question may ask for several
 * kinds; one that asks for none of them has an empty set, and any text may
 * answer it.  Both languages and the spellings of chats are read alike.  No
 * memory is allocated; any thread.
 */
#ifndef KB_ASKED_KIND_H
#define KB_ASKED_KIND_H

#include <stdbool.h>
#include "base/str.h"

/* A set of kinds is an unsigned of these. */
enum asked_kind {
	ASKED_NUMBER = 1,      /* a count or a value: "berapa SKS" */
	ASKED_MONEY = 2,       /* "berapa biaya", "how much does … cost" */
	ASKED_DURATION = 4,    /* a number of days, semesters, …: "berapa lama" */
	ASKED_DATE = 8,        /* a day, month or year of the calendar: "tanggal berapa" */
	ASKED_WHEN = 16,       /* a date, or a point of time told otherwise ("each semester"): "kapan" */
	ASKED_TIME = 32,       /* of the clock: "jam berapa", "opening hours" */
	ASKED_PERSON = 64,     /* somebody by name or office: "siapa yang menyetujui" */
	ASKED_NAME = 128,      /* somebody by name, since the question has the office: "siapa rektor" */
	ASKED_PLACE = 256,     /* "di mana", "gedung apa" */
	ASKED_LIST = 512,      /* several things: "apa saja", "what are" */
	ASKED_REASON = 1024,   /* "mengapa", "why" */
	ASKED_YES_NO = 2048,   /* "apakah", "boleh … nggak", "can I" */
	ASKED_PROCEDURE = 4096, /* "bagaimana", "how do I" */
	ASKED_DEFINITION = 8192, /* "apa itu", "maksudnya apa" */
	ASKED_CONTACT = 16384, /* an address of e-mail or a telephone number */
	ASKED_PHONE = 65536,   /* a telephone number: "nomor WA" */
	ASKED_EXPANSION = 32768, /* "kepanjangan SKS", "what does … stand for" */
};

/* Kinds of which one can see whether a text holds one; any text may be an answer to the others. */
#define ASKED_SHOWN (ASKED_NUMBER | ASKED_MONEY | ASKED_DURATION | ASKED_DATE | ASKED_WHEN | ASKED_TIME | \
		     ASKED_PERSON | ASKED_NAME | ASKED_PLACE | ASKED_LIST | ASKED_REASON | ASKED_YES_NO | \
		     ASKED_DEFINITION | ASKED_CONTACT | ASKED_EXPANSION | ASKED_PHONE)

/*
 * Of these a text hardly ever holds one unnoticed, so a passage without one may be taken for no answer; the
 * others are known well enough to prefer a sentence, but not to refuse it.
 */
#define ASKED_SURE (ASKED_NUMBER | ASKED_MONEY | ASKED_DURATION | ASKED_DATE | ASKED_TIME | ASKED_NAME | \
		    ASKED_CONTACT | ASKED_PHONE)

/* The kinds a question, or a part of one, asks for; 0 when it asks for none of them. */
unsigned asked_kinds(struct str question);
/* Whether a word, normalised, is somebody's office ("dekan"). */
bool asked_office(struct str word);
/* Whether a word, normalised, only names a kind of thing ("harga", "syaratnya"): an answer may do without it. */
bool asked_kind_names(struct str word);
/* Whether it names a kind that no word of a text shows: "jenis", "perbedaan"; not "tiket", "tanggal". */
bool asked_kind_sorts(struct str word);
/*
 * Which of `kinds` the text holds.  A number that only counts clauses ("(3)",
 * "Pasal 48 ayat (2)") is none, and a year is a date but no number.
 */
unsigned asked_kinds_held(struct str text, unsigned kinds);

/* Reads the kinds' names, joined by ", ", for explaining. "" for none. Borrowed: of the given room. */
struct str asked_kinds_names(unsigned kinds, char *room, size_t room_bytes);

#endif
