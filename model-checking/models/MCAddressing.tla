------------------------------ MODULE MCAddressing ------------------------------
(***************************************************************************)
(* Small worlds for Addressing, and all that can be asked in them.  There  *)
(* is nothing to explore: an initial state is a question, its only step is *)
(* the answer, and the laws are invariants of the answers.  So a model has *)
(* two states for each question, and one transition.                       *)
(*                                                                         *)
(* The worlds are small because the laws speak of borders: of segments,    *)
(* pages, chunks, blocks, descriptors.  Every way in which two or three of *)
(* them can meet within a few units is there; larger numbers only repeat   *)
(* them, but for what overflows, of which TLA+ has nothing to say.         *)
(***************************************************************************)
EXTENDS Addressing

CONSTANTS
  MaxSegs,        \* segments of a vector, at most
  Lens,           \* their lengths
  Places,         \* where in a page they begin, 0 .. PageUnits - 1, or Touch
  Touch,          \* begins where the one before ends
  Stride,         \* how far apart segments lie that do not touch: whole pages
  Blocks,         \* units in a logical block
  Limits,         \* queue limits without the block
  Positions,      \* where on the disk a request begins, in blocks
  UnitBytes       \* what the implementation takes for a unit: a byte, or so many that an int is full

VARIABLES
  question,       \* what is asked: op and its arguments
  answer          \* [done |-> FALSE], or what the operators make of it

vars == <<question, answer>>

Open == [done |-> FALSE]

--------------------------------------------------------------------------------
(* Worlds. *)

(* The first i segments of kinds k: later ones lie lower, so that order cannot come from addresses. *)
RECURSIVE Laid(_, _)
Laid(k, i) ==
  IF i = 0 THEN <<>>
  ELSE LET before == Laid(k, i - 1)
           addr == IF k[i][2] = Touch THEN before[i - 1].addr + before[i - 1].len
                   ELSE (MaxSegs + 1 - i) * Stride + k[i][2] IN
         Append(before, [addr |-> addr, len |-> k[i][1]])

(* Some question about some vector. *)
SomeVector(Ask(_)) ==
  \E n \in 1 .. MaxSegs : \E k \in [1 .. n -> Lens \X Places] :
    k[1][2] # Touch /\ Ask(Laid(k, n))

(* Some question about some range that is served. *)
SomeRange(Ask(_, _, _)) ==
  SomeVector(LAMBDA vec :
    \E off \in 0 .. Length(vec) - 1 : \E n \in 1 .. Min(MaxTransfer, Length(vec) - off) :
      Ask(vec, off, n))

(* Limits under names: each combination of a few values of each. *)
LimitsOf(bytes, segs, segsize, boundary, chunk) ==
  [bytes : bytes, segs : segs, segsize : segsize, boundary : boundary, chunk : chunk]

NoLimits == {[bytes |-> 64, segs |-> 64, segsize |-> 64, boundary |-> 0, chunk |-> 0]}
FewLimits == LimitsOf({3, 8}, {1, 2}, {2, 8}, {0, 4}, {0, 4})
ManyLimits == LimitsOf({2, 5, 16}, {1, 3}, {3, 16}, {0, 2, 4}, {0, 4})

WithBlock(lim, block) ==
  [bytes |-> lim.bytes, segs |-> lim.segs, segsize |-> lim.segsize, boundary |-> lim.boundary,
   chunk |-> lim.chunk, block |-> block]

--------------------------------------------------------------------------------
(* Questions. *)

InitImport ==
  /\ answer = Open
  /\ SomeVector(LAMBDA vec :
       \E off \in 0 .. Length(vec) + 1, n \in 0 .. Length(vec) + 1 :
         question = [op |-> "import", table |-> vec, off |-> off, n |-> n])

InitIterate ==
  /\ answer = Open
  /\ SomeRange(LAMBDA vec, off, n :
       \E a \in 0 .. n : \E b \in 0 .. n + 1 - a :
         question = [op |-> "iterate", vec |-> vec, off |-> off, n |-> n, a |-> a, b |-> b])

InitSplit ==
  /\ answer = Open
  /\ SomeRange(LAMBDA vec, off, n :
       \E lim \in Limits, block \in Blocks, pos \in Positions :
         question = [op |-> "split", vec |-> vec, off |-> off, n |-> n, pos |-> pos * block,
                     lim |-> WithBlock(lim, block)])

InitTell ==
  /\ answer = Open
  /\ SomeRange(LAMBDA vec, off, n :
       \E sgls \in BOOLEAN, lim \in Limits, block \in Blocks :
         question = [op |-> "tell", vec |-> vec, off |-> off, n |-> n, sgls |-> sgls,
                     lim |-> WithBlock(lim, block)])

InitSync ==
  /\ answer = Open
  /\ SomeRange(LAMBDA vec, off, n :
       \E mapping \in {"TO_DEVICE", "FROM_DEVICE", "BIDIRECTIONAL"}, op \in {"READ", "WRITE"},
          needed \in BOOLEAN :
         question = [op |-> "sync", vec |-> vec, off |-> off, n |-> n, mapping |-> mapping,
                     request |-> op, needed |-> needed])

--------------------------------------------------------------------------------
(* Answers. *)

Asked(op) == answer = Open /\ question.op = op

Answered(op) == answer.done /\ question.op = op

(* The window of the request and whether it is aligned to 1, 2 and 4 units, or why it is refused. *)
\* @task io_uring/rsrc.c: io_import_fixed, io_import_dmabuf, patch 11 (I2-I8)
\* @task lib/iov_iter.c: iov_iter_is_aligned, patch 02 up to 6.17 (D2)
Import ==
  /\ Asked("import")
  /\ LET vec == VecOf(question.table)
         errno == ImportErrno(question.table, question.off, question.n) IN
       answer' = IF errno # "none" THEN [done |-> TRUE, errno |-> errno]
                 ELSE LET it == Window(vec, question.off, question.n) IN
                   [done |-> TRUE, errno |-> errno, window |-> it,
                    aligned |-> [i \in 1 .. 3 |-> Aligned(vec, it, 2 ^ (i - 1), 2 ^ (i - 1))]]
  /\ UNCHANGED question

(* The iterator after a units and b more, both given back again, and all restored; and its bio. *)
\* @task lib/iov_iter.c: iov_iter_advance, patch 02 (I9-I10, D5, C7)
Iterate ==
  /\ Asked("iterate")
  /\ LET vec == question.vec
         it == Window(vec, question.off, question.n)
         first == Advance(vec, it, question.a)
         second == Advance(vec, first, question.b)
         gone == it.count - second.count IN
       answer' = [done |-> TRUE, first |-> first, second |-> second,
                  pieces |-> Pieces(vec, second),
                  reverted |-> Revert(vec, second, gone), restored |-> Restore(second, Save(it)),
                  bio |-> Bio(first, question.a)]
  /\ UNCHANGED question

\* @task block/blk.h: __bio_split_to_limits, patch 04 (B1-B4)
\* @task block/blk-merge.c: bio_split_rw_at, patch 04 (B2)
Cut ==
  /\ Asked("split")
  /\ LET split == Split(question.vec, Window(question.vec, question.off, question.n), question.pos,
                        question.lim) IN
       answer' = [done |-> TRUE, errno |-> split.errno, parts |-> split.parts]
  /\ UNCHANGED question

(***************************************************************************)
(* For each part the form of its command, and what would stand in it and   *)
(* in its descriptors, and which of these are freed: as PRP entries if     *)
(* they can say it, and as an SGL, whatever the form.                      *)
(***************************************************************************)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N2-N11)
Tell ==
  /\ Asked("tell")
  /\ LET lim == [bytes |-> question.lim.bytes, segs |-> question.lim.segs,
                 segsize |-> question.lim.segsize, boundary |-> QueueBoundary(question.sgls),
                 chunk |-> question.lim.chunk, block |-> question.lim.block]
         split == Split(question.vec, Window(question.vec, question.off, question.n), 0, lim)
         told(part) ==
           LET p == PartPieces(question.vec, part)
               prp == IF PrpExpressible(p) THEN <<Prp(p)>> ELSE <<>> IN
             [part |-> part, form |-> Form(p, question.sgls), prp |-> prp,
              prpFreed |-> IF prp = <<>> THEN <<>> ELSE PrpDescriptorsFreed(prp[1]),
              sgl |-> Sgl(p), sglFreed |-> SglDescriptorsFreed(Sgl(p))] IN
       answer' = [done |-> TRUE, errno |-> split.errno,
                  commands |-> [i \in DOMAIN split.parts |-> told(split.parts[i])]]
  /\ UNCHANGED question

(* The ranges to sync, or why the request is refused. *)
\* @task drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (N3, C2)
HandOver ==
  /\ Asked("sync")
  /\ LET errno == DirectionErrno(question.mapping, question.request)
         it == Window(question.vec, question.off, question.n) IN
       answer' = IF errno # "none" THEN [done |-> TRUE, errno |-> errno]
                 ELSE [done |-> TRUE, errno |-> errno,
                       sync |-> Sync(question.vec, it, question.mapping, question.request,
                                     question.needed)]
  /\ UNCHANGED question

Next == Import \/ Iterate \/ Cut \/ Tell \/ HandOver

ImportSpec == InitImport /\ [][Next]_vars
IterateSpec == InitIterate /\ [][Next]_vars
SplitSpec == InitSplit /\ [][Next]_vars
TellSpec == InitTell /\ [][Next]_vars
SyncSpec == InitSync /\ [][Next]_vars

--------------------------------------------------------------------------------
(* The laws of Addressing, of every answer. *)

TheWindow == Window(question.vec, question.off, question.n)

TheBytes == Requested(question.vec, question.off, question.n)

TableIsVector == Answered("import") => VecIsTable(question.table)

ValidRangesAreServed ==
  Answered("import") =>
    (answer.errno = "none"
      <=> question.n \in 1 .. MaxTransfer /\ question.off + question.n <= Len(Bytes(question.table)))

WindowIsTheRequest ==
  Answered("import") /\ answer.errno = "none" =>
    WindowIsRequested(question.table, question.off, question.n, answer.window)

AlignmentIsOfBlocks ==
  Answered("import") /\ answer.errno = "none" =>
    \A unit \in {1, 2, 4} : AlignedIsBlocks(VecOf(question.table), answer.window, unit)

AlignmentIsLasting ==
  Answered("import") /\ answer.errno = "none" =>
    \A unit \in {1, 2, 4}, k \in 0 .. question.n :
      AlignmentLasts(VecOf(question.table), answer.window, unit, k)

AdvanceAddsUp == Answered("iterate") => AdvanceAdds(question.vec, TheWindow, question.a, question.b)

AdvanceDropsTheFront ==
  Answered("iterate") =>
    /\ AdvanceDropsFront(question.vec, TheWindow, question.a)
    /\ AdvanceKeepsCount(question.vec, TheWindow, question.a)

RestoreComesBack == Answered("iterate") => answer.restored = TheWindow

RevertComesBack == Answered("iterate") => answer.reverted = TheWindow

BioIsTheIterator == Answered("iterate") => BioIsIter(question.vec, answer.first, 0)

PartsAreTheWhole ==
  Answered("split") => SplitIsWhole(question.vec, TheBytes, question.pos, answer)
PartsWithinBytes == Answered("split") => WithinBytes(answer, question.lim)
PartsWithinSegments == Answered("split") => WithinSegments(question.vec, answer, question.lim)
PartsWithinBoundary == Answered("split") => WithinBoundary(question.vec, answer, question.lim)
PartsWithinChunk == Answered("split") => WithinChunk(answer, question.lim)
PartsAreWholeBlocks == Answered("split") => WholeBlocks(answer, question.lim)
PartsAreLongest == Answered("split") => SplitIsLongest(question.vec, answer, question.lim)
NothingRefusedInVain ==
  Answered("split") => SplitServes(question.vec, TheWindow, question.pos, question.lim, answer)

(* Of what was told, command by command. *)
Commands(Law(_, _)) ==
  Answered("tell") =>
    \A i \in DOMAIN answer.commands :
      Law(PartPieces(question.vec, answer.commands[i].part), answer.commands[i])

PrpIsTheRequest ==
  Commands(LAMBDA p, c : \A i \in DOMAIN c.prp : PrpTellsBytes(p, c.prp[i]))
PrpListsReturn == Commands(LAMBDA p, c : \A i \in DOMAIN c.prp : PrpDescriptorsReturn(c.prp[i]))
PrpListsAreShortest ==
  Commands(LAMBDA p, c : \A i \in DOMAIN c.prp : PrpListIsShortest(p, c.prp[i]))
SglListsAreShortest == Commands(LAMBDA p, c : SglListIsShortest(p, c.sgl))
SglIsTheRequest == Commands(LAMBDA p, c : SglTellsBytes(p, c.sgl))
SglListsReturn == Commands(LAMBDA p, c : SglDescriptorsReturn(c.sgl))
DriverRefusesNothing ==
  Commands(LAMBDA p, c : FormFits(p, question.sgls))
CommandsAreTheWhole ==
  Answered("tell") =>
    SplitIsWhole(question.vec, TheBytes, 0,
      [errno |-> answer.errno, parts |-> [i \in DOMAIN answer.commands |-> answer.commands[i].part]])

Served == Answered("sync") /\ answer.errno = "none"
SyncIsOfTheRequest == Served => SyncIsRequested(TheBytes, answer.sync)
SyncIsComplete ==
  Served =>
    SyncIsEnough(TheBytes, question.mapping, question.request, question.needed, answer.sync)

--------------------------------------------------------------------------------
(* The laws that the models check, by the kind of question that they ask: each all of them. *)

ImportLaws ==
  /\ TableIsVector
  /\ ValidRangesAreServed
  /\ WindowIsTheRequest
  /\ AlignmentIsOfBlocks
  /\ AlignmentIsLasting

IterateLaws ==
  /\ AdvanceAddsUp
  /\ AdvanceDropsTheFront
  /\ RestoreComesBack
  /\ RevertComesBack
  /\ BioIsTheIterator

SplitLaws ==
  /\ PartsAreTheWhole
  /\ PartsWithinBytes
  /\ PartsWithinSegments
  /\ PartsWithinBoundary
  /\ PartsWithinChunk
  /\ PartsAreWholeBlocks
  /\ PartsAreLongest
  /\ NothingRefusedInVain

TellLaws ==
  /\ PrpIsTheRequest
  /\ PrpListsReturn
  /\ PrpListsAreShortest
  /\ SglIsTheRequest
  /\ SglListsReturn
  /\ SglListsAreShortest
  /\ DriverRefusesNothing
  /\ CommandsAreTheWhole

SyncLaws ==
  /\ SyncIsOfTheRequest
  /\ SyncIsComplete

--------------------------------------------------------------------------------
(* Witnesses: questions that must be asked, so that a green run is known to have asked them. *)

RangeRefused == Answered("import") /\ answer.errno = "EFAULT" /\ question.n > 0
StartsInLastSegment ==
  Answered("import") /\ answer.errno = "none" /\ answer.window.at = MaxSegs
  /\ answer.window.offset > 0
MisalignedInTheMiddle ==
  Answered("import") /\ answer.errno = "none" /\ answer.aligned[2] /\ ~answer.aligned[3]
  /\ answer.window.segs > 1

EndsAtTheVeryEnd == Answered("iterate") /\ answer.second.segs = 0
StopsAtASegmentsEnd ==
  Answered("iterate") /\ answer.first.count > 0 /\ answer.first.at > 1
  /\ answer.first.offset = 0 /\ question.a > 0
OverAll == Answered("iterate") /\ answer.first.at = 1 /\ answer.second.at > MaxSegs

SplitInFour == Answered("split") /\ Len(answer.parts) >= 4
SplitInsideASegment ==
  Answered("split") /\ \E i \in DOMAIN answer.parts : i > 1 /\ answer.parts[i].done > 0
SplitRefused ==
  Answered("split") /\ answer.errno = "EINVAL" /\ question.n % question.lim.block = 0
OnePart == Answered("split") /\ Len(answer.parts) = 1 /\ answer.parts[1].vcnt = MaxSegs

SomeCommand(P(_)) == Answered("tell") /\ \E i \in DOMAIN answer.commands : P(answer.commands[i])
SecondPointer == SomeCommand(LAMBDA c : c.form = "PRP" /\ c.prp[1].prp2 \in 1 .. DescBase)
SmallList == SomeCommand(LAMBDA c : c.form = "PRP" /\ c.prp[1].pool = "small")
ChainedList == SomeCommand(LAMBDA c : c.form = "PRP" /\ Len(c.prp[1].lists) > 1)
OneDataBlock == SomeCommand(LAMBDA c : c.sgl.pool = "none")
SmallSgl == SomeCommand(LAMBDA c : c.form = "SGL" /\ c.sgl.pool = "small")
ChainedSgl == SomeCommand(LAMBDA c : c.form = "SGL" /\ Len(c.sgl.lists) > 1)
ThirdDescriptor == SomeCommand(LAMBDA c : c.form = "PRP" /\ Len(c.prp[1].lists) > 2)
ThirdSglDescriptor == SomeCommand(LAMBDA c : Len(c.sgl.lists) > 2)
SplitForPrp == SomeCommand(LAMBDA c : Len(answer.commands) > 1 /\ ~question.sgls)
SplitDespiteSgls == SomeCommand(LAMBDA c : Len(answer.commands) > 1 /\ question.sgls)
NeitherNor == Answered("tell") /\ answer.errno = "EINVAL" /\ question.n % question.lim.block = 0

SyncedBothWays ==
  Served /\ question.needed /\ Len(answer.sync.device) > 1 /\ Len(answer.sync.cpu) > 1
SyncedOneWay == Served /\ question.needed /\ answer.sync.cpu = <<>>
Coherent == Served /\ ~question.needed
WrongWay == Answered("sync") /\ answer.errno = "EFAULT"
================================================================================
