#!/bin/sh
# Commits since the last release (tag), or since this rule: "area: imperative subject", at most 72 characters.
cd "${SRCDIR:-.}" || exit 1
[ -e .git ] && git rev-parse -q --verify HEAD >/dev/null 2>&1 || { echo "no checkout of git"; exit 77; }

since=$(git describe --tags --abbrev=0 2>/dev/null) ||
	since=$(git log --diff-filter=A --format=%H -n 1 -- tests/lint/commits.sh)
git log --no-merges --format=%s "${since:-HEAD}..HEAD" | awk '
function complain(why) { print "commit \"" $0 "\": " why; bad = 1 }
length($0) > 72 { complain("over 72 characters") }
!/^[a-z][a-z0-9_\/.-]*(, [a-z][a-z0-9_\/.-]*)*: / { complain("is not \"area: imperative subject\""); next }
{
	verb = $0
	sub(/^[^:]*: /, "", verb); sub(/ .*/, "", verb)
	if (verb !~ /^[a-z]/) complain("the subject begins with no verb in lower case")
	else if (verb ~ /^(a|an|the|no|not|each|every|all|some|of|in|on|at|by|what|which|who|whoever)$/ ||
	         verb ~ /^(when|where|it|this|that|there|one|two)$/)
		complain("\"" verb "\" is no verb: say what the commit does")
	else if (verb ~ /ing$|ed$/ && verb !~ /^(bring|string|need|embed|feed|seed|shed|speed)$/)
		complain("\"" verb "\" is no imperative")
}
END { exit bad }'
