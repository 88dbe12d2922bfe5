#include "front/api/html.h"

bool html_is_address(struct str s)
{
	return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}
