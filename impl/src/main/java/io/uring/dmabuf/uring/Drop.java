package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.NodeId;

/**
 * The dropping of one reference of a node, by whichever call.
 *
 * @param node the node
 * @param stage how far it has come
 */
public record Drop(NodeId node, Stage stage) {

  /** The steps of dropping a node. */
  public enum Stage {
    /** The reference is still held. */
    PUT,
    /** It was the last one: the tag is posted next. */
    POST_TAG,
    /** The buffer is being released. */
    RELEASE
  }

  /** A reference that is about to be put. */
  static Drop of(NodeId node) {
    return new Drop(node, Stage.PUT);
  }

  Drop at(Stage next) {
    return new Drop(node, next);
  }
}
