/**
 * Names of objects: a type for each kind of number that the kernel's objects go by, and the
 * container of objects by number.
 */
@NullMarked
package io.uring.dmabuf.id;

import org.jspecify.annotations.NullMarked;
