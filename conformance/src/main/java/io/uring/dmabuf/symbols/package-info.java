/**
 * Names of the Linux kernel: the checked list of them that the repository keeps, and the comparison
 * of the list with a kernel source tree.
 */
@NullMarked
package io.uring.dmabuf.symbols;

import org.jspecify.annotations.NullMarked;
