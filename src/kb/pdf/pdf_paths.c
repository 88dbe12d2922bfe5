#include <math.h>

#include "kb/pdf/pdf_trace.h"

/* Lines shorter than this are none; rectangles thinner than this are lines. */
enum { RULE_LEAST = 30, RULE_THICK = 30 };

static void add_rule(struct pdf_trace *r, bool upright, bool filled, double at, double from, double to)
{
	struct pdf_drawn *d = &r->p->drawn;
	struct pdf_rule *rules, rule = {upright, filled, pdf_tenths(at), pdf_tenths(fmin(from, to)),
					pdf_tenths(fmax(from, to))};

	if (rule.to - rule.from < RULE_LEAST)
		return;
	rules = arena_grow(&d->arena, d->rules, d->rules_n, &d->rules_cap, PDF_RULES_MAX, sizeof *rules);
	if (rules == NULL)
		return;
	d->rules = rules;
	d->rules[d->rules_n++] = rule;
}

/* A rectangle that is as thin as a line is one; the edges of others end cells. */
static void add_rectangle(struct pdf_trace *r, double x0, double y0, double x1, double y1)
{
	double w = (x1 - x0) * 10, h = (y1 - y0) * 10;

	if (h < RULE_THICK && w >= h) {
		add_rule(r, false, false, (y0 + y1) / 2, x0, x1);
	} else if (w < RULE_THICK) {
		add_rule(r, true, false, (x0 + x1) / 2, y0, y1);
	} else if (!r->white) {
		add_rule(r, false, true, y0, x0, x1);
		add_rule(r, false, true, y1, x0, x1);
		add_rule(r, true, true, x0, y0, y1);
		add_rule(r, true, true, x1, y0, y1);
	}
}

static void add_strokes(struct pdf_trace *r)
{
	size_t i;

	for (i = 1; i < r->points; i++) {
		if (fabs(r->xs[i] - r->xs[i - 1]) < .5)
			add_rule(r, true, false, r->xs[i], r->ys[i - 1], r->ys[i]);
		else if (fabs(r->ys[i] - r->ys[i - 1]) < .5)
			add_rule(r, false, false, r->ys[i], r->xs[i - 1], r->xs[i]);
	}
}

static void end_path(struct pdf_trace *r)
{
	double x0, x1, y0, y1;
	size_t i;

	if (r->points >= 2 && r->in == PDF_STROKED)
		add_strokes(r);
	if (r->points >= 3 && r->points <= 6 && r->in == PDF_FILLED && !r->curved) {
		x0 = x1 = r->xs[0];
		y0 = y1 = r->ys[0];
		for (i = 1; i < r->points; i++) {
			x0 = fmin(x0, r->xs[i]);
			x1 = fmax(x1, r->xs[i]);
			y0 = fmin(y0, r->ys[i]);
			y1 = fmax(y1, r->ys[i]);
		}
		add_rectangle(r, x0, y0, x1, y1);
	}
	r->points = 0;
	r->curved = false;
}

static void add_point(struct pdf_trace *r, double x, double y)
{
	if (r->points == PDF_POINTS_MAX) { /* what goes on for so long is a drawing; its end is its next beginning */
		r->xs[0] = r->xs[PDF_POINTS_MAX - 1];
		r->ys[0] = r->ys[PDF_POINTS_MAX - 1];
		r->points = 1;
		r->curved = true;
	}
	pdf_place(r, x, y, &r->xs[r->points], &r->ys[r->points]);
	r->points++;
}

static void close_path(struct pdf_trace *r)
{
	if (r->points == 0 || r->points == PDF_POINTS_MAX)
		return;
	r->xs[r->points] = r->xs[0];
	r->ys[r->points] = r->ys[0];
	r->points++;
}

void pdf_add_path(struct pdf_trace *r, struct str line)
{
	if (r->in != PDF_FILLED && r->in != PDF_STROKED)
		return;
	if (pdf_is(line, "lineto")) {
		add_point(r, pdf_number(line, "x"), pdf_number(line, "y"));
	} else if (pdf_is(line, "moveto")) {
		end_path(r);
		add_point(r, pdf_number(line, "x"), pdf_number(line, "y"));
	} else if (pdf_is(line, "curveto")) {
		r->curved = true;
		if (r->in == PDF_STROKED)
			end_path(r);
		add_point(r, pdf_number(line, "x3"), pdf_number(line, "y3"));
	} else if (pdf_is(line, "closepath")) {
		close_path(r);
	} else if (pdf_is(line, "/fill_path") || pdf_is(line, "/stroke_path")) {
		end_path(r);
		r->in = PDF_NOTHING;
	}
}
