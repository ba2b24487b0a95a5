/*
 * loop: reads, parses and renders each file with cmark-gfm, one thread, and nothing else.
 *
 *   loop FILE…     or the names on standard input, one a line
 *
 * The least that any program that shows Markdown as GitHub does has to do.
 */
#include <cmark-gfm-core-extensions.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "r");
	char *bytes;

	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	*size = (size_t)ftell(file);
	rewind(file);
	bytes = malloc(*size + 1);
	*size = fread(bytes, 1, *size, file);
	fclose(file);
	return bytes;
}

static size_t
render(const char *bytes, size_t size)
{
	static const char *const extensions[] = { "table", "strikethrough", "autolink", "tasklist" };
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
	cmark_node *root;
	char *html;
	size_t length;

	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, bytes, size);
	root = cmark_parser_finish(parser);
	html = cmark_render_html(root, CMARK_OPT_FOOTNOTES, cmark_parser_get_syntax_extensions(parser));
	length = strlen(html);
	free(html);
	cmark_node_free(root);
	cmark_parser_free(parser);
	return length;
}

int
main(int argc, char **argv)
{
	char line[4096];
	size_t files = 0, bytes_out = 0, size;

	cmark_gfm_core_extensions_ensure_registered();
	for (int i = 1; argc > 1 ? i < argc : fgets(line, sizeof line, stdin) != NULL; i++) {
		char *bytes;

		line[strcspn(line, "\n")] = '\0';
		bytes = read_file(argc > 1 ? argv[i] : line, &size);
		if (!bytes)
			continue;
		bytes_out += render(bytes, size);
		files++;
		free(bytes);
	}
	printf("%zu files, %zu bytes of HTML\n", files, bytes_out);
	return 0;
}
