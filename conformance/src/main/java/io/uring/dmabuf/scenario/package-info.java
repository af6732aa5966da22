/**
 * The scenario runner: a line-oriented language with which a person drives a machine of full size,
 * every step audited and every byte compared with an oracle that knows nothing of segments as
 * drivers see them.
 */
@NullMarked
package io.uring.dmabuf.scenario;

import org.jspecify.annotations.NullMarked;
