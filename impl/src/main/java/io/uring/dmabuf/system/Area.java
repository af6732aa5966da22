package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Vector;

/**
 * Ordinary memory of the user: bytes that follow each other in his addresses, and where they lie.
 *
 * @param pieces runs of physical memory in the order of the user's addresses
 * @param runs the same in the pieces that it was made of, each with its folios
 * @param folio how many bytes the folios have that its pages are in; those of a page if they are of
 *     several sizes
 * @param bvec what no {@code bio_vec} of it crosses a multiple of, in bytes: a folio where pages
 *     that follow each other in one become one, or else a page
 */
public record Area(Vector<DmaSegment> pieces, Vector<Run> runs, int folio, int bvec) {
  /**
   * Bytes that follow each other in folios of one size.
   *
   * @param folio in bytes
   */
  record Run(DmaSegment bytes, int folio) {
    /** The folios that it has bytes in; those of a page are its pages. */
    Vector<DmaSegment> folios() {
      return Vector.rangeClosed(bytes.address() / folio, (bytes.end() - 1) / folio)
          .map(number -> new DmaSegment(number * folio, folio));
    }
  }

  /** Memory whose folios are pages. */
  static Area ofPages(Vector<DmaSegment> pieces, int page) {
    return new Area(pieces, pieces.map(piece -> new Run(piece, page)), page, page);
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
    Vector<DmaSegment> joined = DmaSegment.joined(pieces);
    boolean whole =
        joined.init().forAll(run -> run.end() % folio == 0)
            && joined.tail().forAll(run -> run.address() % folio == 0);
    return new Area(joined, pieces.zipWith(folios, Run::new), folio, whole ? folio : page);
  }

  /** The same if pages of one folio counted as following each other wherever they stand in it. */
  Vector<DmaSegment> asOneRangeAFolio() {
    return DmaSegment.joined(
        pieces, (last, next) -> (last.end() - 1) / folio == next.address() / folio);
  }
}
