package io.uring.dmabuf.id;

/** A resource node ({@code struct io_rsrc_node}): from 1. */
public final class NodeId extends Id<NodeId> {
  private static final Kind<NodeId> KIND = new Kind<>(NodeId::new);

  private NodeId(int number) {
    super(number);
  }

  /** The node with a number. */
  public static NodeId of(int number) {
    return KIND.of(number);
  }
}
