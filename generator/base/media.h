/*
 * media: the kinds of files, by the endings of their names, as servers call them.
 *
 * Types are those of IANA's registry; text says that it is UTF-8.  What is not known is application/octet-stream.
 */
#pragma once

const char *media_type(const char *path);
