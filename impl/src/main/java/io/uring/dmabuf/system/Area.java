package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Vector;

/**
 * Ordinary memory of the user: bytes that follow each other in his addresses, and where they lie.
 *
 * @param pieces runs of physical memory in the order of the user's addresses
 * @param folio how many bytes the folios have that its pages are in; those of a page if they are of
 *     several sizes
 * @param bvec what no {@code bio_vec} of it crosses a multiple of, in bytes: a folio where pages
 *     that follow each other in one become one, or else a page
 */
public record Area(Vector<DmaSegment> pieces, int folio, int bvec) {

  /** Memory whose folios are pages. */
  static Area ofPages(Vector<DmaSegment> pieces, int page) {
    return new Area(pieces, page, page);
  }

  /**
   * Memory in folios. Its pages become one {@code bio_vec} a folio if they are whole folios, but
   * for the first that may begin inside one and the last that may end inside one ({@code
   * io_check_coalesce_buffer}); if two pages do not follow each other, or their folios are not of
   * one size, all of them stay pages.
   *
   * @param folios how many bytes the folios of each piece have, powers of two
   * @param page in bytes
   */
  static Area of(Vector<DmaSegment> pieces, Vector<Integer> folios, int page) {
    int folio = folios.distinct().size() == 1 ? folios.head() : page;
    Vector<DmaSegment> runs = DmaSegment.joined(pieces);
    boolean whole =
        runs.init().forAll(run -> run.end() % folio == 0)
            && runs.tail().forAll(run -> run.address() % folio == 0);
    return new Area(runs, folio, whole ? folio : page);
  }

  /** The same if pages of one folio counted as following each other wherever they stand in it. */
  Vector<DmaSegment> asOneRangeAFolio() {
    return DmaSegment.joined(
        pieces, (last, next) -> (last.end() - 1) / folio == next.address() / folio);
  }
}
