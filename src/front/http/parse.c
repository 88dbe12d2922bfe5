#include "front/http/parse.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "base/ascii.h"

static bool all_of(struct str s, size_t most, bool (*fits)(char))
{
	size_t i;

	if (s.n == 0 || s.n > most)
		return false;
	for (i = 0; i < s.n; i++)
		if (!fits(s.p[i]))
			return false;
	return true;
}

static bool is_request_id_char(char c)
{
	return is_alnum(c) || c == '.' || c == '_' || c == '-';
}

static bool is_conversation_id_char(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

static bool is_lower_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool parse_is_request_id(struct str s)
{
	return all_of(s, 64, is_request_id_char);
}

bool parse_is_conversation_id(struct str s)
{
	return all_of(s, 128, is_conversation_id_char);
}

static bool is_id_field(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != '0')
			return all_of(s, s.n, is_lower_hex);
	return false;
}

bool parse_is_traceparent(struct str s)
{
	return s.n == 55 && str_starts(s, STR("00-")) && is_id_field(str_sub(s, 3, 32)) &&
	       s.p[35] == '-' && is_id_field(str_sub(s, 36, 16)) && s.p[52] == '-' &&
	       all_of(str_sub(s, 53, 2), 2, is_lower_hex);
}

static bool is_token_char(char c)
{
	return is_alnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

bool parse_is_names(struct str list, size_t most)
{
	struct str name;
	size_t n = 0;

	if (list.n > 900)
		return false;
	while (str_cut(&list, ',', &name))
		if (n++ == most || !all_of(str_trim(name), name.n, is_token_char))
			return false;
	return n > 0;
}

struct str parse_percent(struct str s, bool plus_is_space, struct arena *a)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t i, n = 0;

	if (out == NULL)
		return STR("");
	for (i = 0; i < s.n; i++) {
		char c = s.p[i];
		int high = c == '%' && i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_value(s.p[i + 2]) : -1;

		if (low >= 0 && (high || low)) {
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		out[n++] = c;
	}
	return (struct str){out, n};
}

struct str parse_bearer(struct str authorization)
{
	struct str scheme = str_sub(authorization, 0, 7);

	return str_ieq(scheme, STR("Bearer ")) ? str_trim(str_sub(authorization, 7, authorization.n))
					       : STR("");
}

bool parse_path_fits(struct str path, struct str pattern, struct str *ret_id)
{
	size_t hole = str_find_char(pattern, '{');
	struct str name = str_sub(pattern, hole, str_find_char(pattern, '}') - hole + 1);
	struct str after = str_sub(pattern, hole + name.n, pattern.n), id;

	if (hole == pattern.n)
		return str_eq(path, pattern);
	if (!str_starts(path, str_sub(pattern, 0, hole)))
		return false;
	id = str_sub(path, hole, path.n);
	if (!str_ends(id, after))
		return false;
	id = str_sub(id, 0, id.n - after.n);
	if (id.n == 0 || (str_eq(name, STR("{id}")) && str_find_char(id, '/') < id.n))
		return false;
	if (ret_id)
		*ret_id = id;
	return true;
}

bool parse_origin_allowed(struct str list, struct str origin)
{
	struct str item;

	if (origin.n == 0)
		return false;
	while (str_cut(&list, ',', &item)) {
		item = str_trim(item);
		if (str_eq(item, STR("*")) || (item.n && str_eq(item, origin)))
			return true;
	}
	return false;
}

/* Stores 4 or 16 bytes in network order and returns their number; 0 when it is not an address. */
static unsigned address_bytes(struct str text, unsigned char ret[16])
{
	char copy[INET6_ADDRSTRLEN];

	if (text.n >= sizeof copy)
		return 0;
	snprintf(copy, sizeof copy, "%.*s", STR_ARG(text));
	if (inet_pton(AF_INET, copy, ret) == 1)
		return 4;
	return inet_pton(AF_INET6, copy, ret) == 1 ? 16 : 0;
}

static bool network_has(struct str network, const unsigned char *address, unsigned bytes)
{
	size_t slash = str_find_char(network, '/');
	unsigned char base[16];
	long bits = bytes * 8;
	long i;

	if (address_bytes(str_sub(network, 0, slash), base) != bytes)
		return false;
	if (slash < network.n &&
	    (!str_to_long(str_sub(network, slash + 1, network.n), &bits) || bits < 0 || bits > bytes * 8))
		return false;
	for (i = 0; i < bits; i++)
		if ((base[i / 8] ^ address[i / 8]) & (0x80 >> i % 8))
			return false;
	return true;
}

bool parse_address_in(struct str list, struct str address)
{
	unsigned char bytes[16];
	unsigned n = address_bytes(address, bytes);
	struct str item;

	while (n && str_cut(&list, ',', &item))
		if (network_has(str_trim(item), bytes, n))
			return true;
	return false;
}
