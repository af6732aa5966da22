/**
 * The list of all guards, of the specifications' actions and of the implementation's steps, and the
 * walk that removes them one at a time: a guard whose removal no model notices protects nothing.
 */
@NullMarked
package io.uring.dmabuf.guards;

import org.jspecify.annotations.NullMarked;
