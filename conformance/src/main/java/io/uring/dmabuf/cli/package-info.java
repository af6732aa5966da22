/**
 * The command line: one class a subcommand, each of which only reads its options, calls the package
 * that does the work, and turns the outcome into text and an {@link ExitStatus}.
 */
@NullMarked
package io.uring.dmabuf.cli;

import org.jspecify.annotations.NullMarked;
