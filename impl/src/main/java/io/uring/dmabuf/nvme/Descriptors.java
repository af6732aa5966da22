package io.uring.dmabuf.nvme;

import io.vavr.collection.List;

/**
 * The descriptors that a command's list lies in. All of them are of one pool ({@code
 * IOD_SMALL_DESCRIPTOR}).
 *
 * @param pool where they came from; says nothing if there are none
 * @param pages their numbers in the pool, in the order of the list
 */
public record Descriptors(PoolKind pool, List<Integer> pages) {
  /** No descriptors: the data pointer is enough. */
  public static final Descriptors NONE = new Descriptors(PoolKind.LARGE, List.empty());
}
