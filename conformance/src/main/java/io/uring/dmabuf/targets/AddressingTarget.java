package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BioSplitter;
import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaDirection;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.nvme.NvmeSync;
import io.uring.dmabuf.nvme.TransferChoice;
import io.uring.dmabuf.replay.DataTarget;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.replay.TlaValues.Shape;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Seq;
import io.vavr.control.Either;
import tlc2.value.impl.Value;

/**
 * The functions of addresses for the specification Addressing. A unit of the specification is as
 * many bytes here as the model says: one, or so many that every number is beyond an int.
 */
public final class AddressingTarget implements DataTarget {
  private static final String NONE = "none";

  private final Design design;
  private final long unit;
  private final long maxTransfer;
  private final int pageSize;
  private final AddressingPointers pointers;

  private final Shape refused = TlaValues.shape("done", "errno");
  private final Shape imported = TlaValues.shape("done", "errno", "window", "aligned");
  private final Shape iterated =
      TlaValues.shape("done", "first", "second", "pieces", "reverted", "restored", "bio");
  private final Shape cut = TlaValues.shape("done", "errno", "parts");
  private final Shape told = TlaValues.shape("done", "errno", "commands");
  private final Shape command =
      TlaValues.shape("part", "form", "prp", "prpFreed", "sgl", "sglFreed");
  private final Shape handedOver = TlaValues.shape("done", "errno", "sync");
  private final Shape sync = TlaValues.shape("device", "cpu");
  private final Shape iterator = TlaValues.shape("at", "offset", "count", "segs");
  private final Shape bio = TlaValues.shape("pos", "idx", "done", "size", "vcnt");
  private final Shape range = TlaValues.shape("addr", "len");

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant of Addressing
   */
  public AddressingTarget(ModelConstants constants, Design design) {
    this.design = design;
    this.unit = constants.integer("UnitBytes");
    this.maxTransfer = constants.integer("MaxTransfer") * unit;
    this.pageSize = constants.integer("PageUnits");
    this.pointers = new AddressingPointers(constants, design);
  }

  @Override
  public String question() {
    return "question";
  }

  @Override
  public String answer() {
    return "answer";
  }

  @Override
  public Map<String, Function> functions() {
    return HashMap.of(
        "Import", question -> imported(new Question(question)),
        "Iterate", question -> iterated(new Question(question)),
        "Cut", question -> cut(new Question(question)),
        "Tell", question -> told(new Question(question)),
        "HandOver", question -> handedOver(new Question(question)));
  }

  private Value imported(Question question) {
    return window(question, "table")
        .fold(
            this::refused,
            it ->
                imported.of(
                    TlaValues.bool(true),
                    TlaValues.string(NONE),
                    iterator(it),
                    sequence(
                        List.of(1, 2, 4)
                            .map(n -> TlaValues.bool(it.isAligned(n * unit, n * unit))))));
  }

  private Value iterated(Question question) {
    DmaIter it = window(question, "vec").get();
    DmaIter first = it.advance(bytes(question, "a"));
    DmaIter second = first.advance(bytes(question, "b"));
    return iterated.of(
        TlaValues.bool(true),
        iterator(first),
        iterator(second),
        ranges(second.pieces()),
        iterator(second.revert(it.count() - second.count())),
        iterator(second.restore(it.save())),
        bio(Bio.of(first, bytes(question, "a"))));
  }

  private Value cut(Question question) {
    DmaIter it = window(question, "vec").get();
    return new BioSplitter(design, limits(question.record("lim")))
        .split(Bio.of(it, bytes(question, "pos")))
        .fold(
            errno -> cut.of(TlaValues.bool(true), text(errno), TlaValues.sequence()),
            parts ->
                cut.of(
                    TlaValues.bool(true), TlaValues.string(NONE), sequence(parts.map(this::bio))));
  }

  private Value told(Question question) {
    boolean sgls = question.bool("sgls");
    BlockLimits limits =
        limits(question.record("lim"))
            .withBoundary(TransferChoice.queueBoundary(design, sgls, pageSize));
    return new BioSplitter(design, limits)
        .split(Bio.of(window(question, "vec").get(), 0))
        .fold(
            errno -> told.of(TlaValues.bool(true), text(errno), TlaValues.sequence()),
            parts ->
                told.of(
                    TlaValues.bool(true),
                    TlaValues.string(NONE),
                    sequence(parts.map(part -> command(part, sgls, (int) limits.block())))));
  }

  private Value command(Bio part, boolean sgls, int block) {
    TransferChoice choice = TransferChoice.of(design, part.iter(), pageSize, sgls, block);
    String form =
        switch (choice) {
          case TransferChoice.Prp prp -> "PRP";
          case TransferChoice.Sgl sgl -> "SGL";
          case TransferChoice.Split split -> "split";
          case TransferChoice.Refuse(Errno errno) -> errno.name();
        };
    AddressingPointers.Told prp = pointers.prp(part.iter());
    AddressingPointers.Told sgl = pointers.sgl(part.iter());
    return command.of(
        bio(part),
        TlaValues.string(form),
        prp.pointers(),
        prp.freed(),
        sgl.pointers(),
        sgl.freed());
  }

  private Value handedOver(Question question) {
    return NvmeSync.of(
            design,
            window(question, "vec").get(),
            DmaDirection.valueOf(question.string("mapping")),
            Operation.valueOf(question.string("request")),
            question.bool("needed"))
        .fold(
            this::refused,
            found ->
                handedOver.of(
                    TlaValues.bool(true),
                    TlaValues.string(NONE),
                    sync.of(ranges(found.forDevice()), ranges(found.forCpu()))));
  }

  private Either<Errno, DmaIter> window(Question question, String vec) {
    List<DmaSegment> table =
        question.records(vec).map(s -> new DmaSegment(bytes(s, "addr"), bytes(s, "len")));
    return DmaIter.imported(
        design,
        DmaVec.copied(design, table),
        bytes(question, "off"),
        bytes(question, "n"),
        maxTransfer);
  }

  private BlockLimits limits(Question limits) {
    return new BlockLimits(
        bytes(limits, "bytes"),
        limits.integer("segs"),
        bytes(limits, "segsize"),
        bytes(limits, "boundary"),
        bytes(limits, "chunk"),
        bytes(limits, "block"));
  }

  private long bytes(Question question, String field) {
    return question.integer(field) * unit;
  }

  /** A number of bytes in units; as text where it is no whole number of them. */
  private Value units(long bytes) {
    return bytes % unit == 0 && bytes / unit == (int) (bytes / unit)
        ? TlaValues.integer((int) (bytes / unit))
        : TlaValues.string(bytes + " bytes");
  }

  private Value refused(Errno errno) {
    return refused.of(TlaValues.bool(true), text(errno));
  }

  private static Value text(Errno errno) {
    return TlaValues.string(errno.name());
  }

  /** The specification counts segments from 1. */
  private Value iterator(DmaIter it) {
    return iterator.of(
        TlaValues.integer(it.at() + 1),
        units(it.offset()),
        units(it.count()),
        TlaValues.integer(it.segs()));
  }

  private Value bio(Bio part) {
    return bio.of(
        units(part.position()),
        TlaValues.integer(part.idx() + 1),
        units(part.done()),
        units(part.size()),
        TlaValues.integer(part.vcnt()));
  }

  private Value ranges(Seq<DmaSegment> segments) {
    return sequence(segments.map(s -> range.of(units(s.address()), units(s.length()))));
  }

  private static Value sequence(Seq<Value> values) {
    return TlaValues.sequence(values.toJavaArray(Value[]::new));
  }
}
