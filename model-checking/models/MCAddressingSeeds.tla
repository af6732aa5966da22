--------------------------- MODULE MCAddressingSeeds ---------------------------
(***************************************************************************)
(* Wrong definitions to plant in the place of those of Addressing: each    *)
(* must break the law that its model names.  Where the first version of    *)
(* the series has it wrong in this way, the defect is named.               *)
(***************************************************************************)
EXTENDS MCAddressing

(* An int is too short: here already at 4 units. *)
SegmentLenNarrowed(n) == n % 4

(* V1-LEN-TRUNC-4G: here at 8 units. *)
BufferLenTruncated(vec) == Length(vec) % 8

(* Whole segments are skipped only if they end before the offset, not at it. *)
SegmentAtAfterEnd(vec, off) ==
  CHOOSE i \in DOMAIN vec :
    /\ StartOf(vec, i) < off \/ i = 1
    /\ off <= StartOf(vec, i) + vec[i].len

(* V1-IMPORT-NRSEGS: whole segments are counted off the length, also the one begun in its middle. *)
RECURSIVE NrSegsOfLength(_, _, _, _)
NrSegsOfLength(vec, at, skip, n) ==
  IF n <= vec[at].len \/ at = Len(vec) THEN 1
  ELSE 1 + NrSegsOfLength(vec, at + 1, skip, n - vec[at].len)

(* The walk forgets where the first segment is entered. *)
SkipInNone(it, i) == 0

(* V1-SPLIT-STALE-OFFSET: the first segment's offset is taken off every segment. *)
SkipInEvery(it, i) == it.offset

(* The first piece stands for all. *)
AlignedAtFirst(vec, it, addrUnit, lenUnit) ==
  LET p == Head(Pieces(vec, it)) IN p.addr % addrUnit = 0 /\ p.len % lenUnit = 0

(* Lengths are not looked at. *)
AlignedByAddress(vec, it, addrUnit, lenUnit) ==
  \A i \in DOMAIN Pieces(vec, it) : Pieces(vec, it)[i].addr % addrUnit = 0

(* What was done of the segment before counts twice. *)
AdvanceOffsetTwice(vec, it, k) ==
  LET n == Min(k, it.count) IN
    IF it.count = 0 THEN it
    ELSE Enter(vec, [at |-> it.at, segs |-> it.segs, count |-> it.count - n,
                     offset |-> 2 * it.offset + n])

(* Segments that are done with stay counted. *)
RECURSIVE EnterUncounted(_, _)
EnterUncounted(vec, it) ==
  IF it.at > Len(vec) \/ it.offset < vec[it.at].len THEN it
  ELSE EnterUncounted(vec, [it EXCEPT !.at = @ + 1, !.offset = @ - vec[it.at].len])

(* The segment is taken for part of what was saved. *)
RestoreInPlace(it, saved) ==
  [at |-> it.at, offset |-> saved.offset, count |-> saved.count, segs |-> saved.segs]

(* One segment back at most. *)
RevertOneSegment(vec, it, k) ==
  IF k <= it.offset THEN [it EXCEPT !.offset = @ - k, !.count = @ + k]
  ELSE [at |-> it.at - 1, count |-> it.count + k, segs |-> it.segs + 1,
        offset |-> IF k - it.offset < vec[it.at - 1].len THEN vec[it.at - 1].len - (k - it.offset)
                   ELSE 0]

BioFromStart(it, pos) == [pos |-> pos, idx |-> it.at, done |-> 0, size |-> it.count, vcnt |-> it.segs]

RoomWithoutBytes(pos, lim) == IF lim.chunk = 0 THEN 64 ELSE lim.chunk - (pos % lim.chunk)

RoomWithoutChunk(pos, lim) == lim.bytes

(* Long pieces count once. *)
CountPieces(pieces, size) == Len(pieces)

(* V1-NO-GAP-CHECK. *)
GapNever(p, q, boundary) == FALSE

(* Parts end anywhere. *)
PartLenAnywhere(vec, it, pos, lim) ==
  LET good == {n \in 1 .. it.count : Fits(vec, it, pos, lim, n)} IN
    IF good = {} THEN 0 ELSE CHOOSE n \in good : \A m \in good : m <= n

(* The first beginning that fits is enough. *)
PartLenShortest(vec, it, pos, lim) ==
  LET good == {n \in 1 .. it.count : n % lim.block = 0 /\ Fits(vec, it, pos, lim, n)} IN
    IF good = {} THEN 0 ELSE CHOOSE n \in good : \A m \in good : n <= m

(* Every part goes where the first one went. *)
RECURSIVE PartsInPlace(_, _, _, _)
PartsInPlace(vec, it, pos, lim) ==
  IF it.count = 0 THEN <<>>
  ELSE LET n == PartLen(vec, it, pos, lim) IN
         <<Bio(Front(vec, it, n), pos)>>
           \o (IF n = 0 THEN <<>> ELSE PartsInPlace(vec, Advance(vec, it, n), pos, lim))

(* V1-SPLIT-REFUSED. *)
SplitRefuses(vec, it, pos, lim) ==
  IF PartLen(vec, it, pos, lim) = it.count THEN [errno |-> "none", parts |-> <<Bio(it, pos)>>]
  ELSE [errno |-> "EINVAL", parts |-> <<>>]

(* V1-PRP-SUBPAGE. *)
PrpExpressibleAlways(pieces) == TRUE

(* The last entry of a full descriptor is overwritten by the link, and lost. *)
RECURSIVE ChainOverwritten(_, _, _)
ChainOverwritten(list, k, cap) ==
  IF Len(list) <= cap THEN <<list>>
  ELSE <<Append(SubSeq(list, 1, cap - 1), Desc(k + 1))>>
         \o ChainOverwritten(SubSeq(list, cap + 1, Len(list)) \o <<0>>, k + 1, cap)

(* Every descriptor goes back to the large pool. *)
FreedToLarge(prp) ==
  [k \in DOMAIN prp.lists |->
     [pool |-> "large",
      addr |-> IF k = 1 THEN prp.prp2 ELSE prp.lists[k - 1][Len(prp.lists[k - 1])]]]

(* V1-BADSGL-LEAK in its effect: only the first descriptor goes back. *)
FreedFirstOnly(sgl) == IF sgl.lists = <<>> THEN <<>> ELSE <<[pool |-> sgl.pool, addr |-> sgl.sgl1.addr]>>

SglLinkAlwaysLast(list, k, cap) ==
  [type |-> "last", addr |-> Desc(k), len |-> Min(Len(list), cap)]

(* The controller's SGLs are forgotten. *)
FormWithoutSgl(pieces, sgls) == IF PrpExpressible(pieces) THEN "PRP" ELSE "EINVAL"

(* The page is no boundary for the block layer. *)
QueueBoundaryNone(sgls) == 0

(* V1-SYNC-NOADVANCE: the first piece again and again, until the length is used up. *)
RECURSIVE Again(_, _)
Again(piece, left) ==
  IF left = 0 THEN <<>>
  ELSE <<[addr |-> piece.addr, len |-> Min(piece.len, left)]>>
         \o Again(piece, left - Min(piece.len, left))

SyncRangesOfFirst(vec, it) == Again(Head(Pieces(vec, it)), it.count)

(* V1-SYNC-DIRECTION, both halves. *)
SyncsForDeviceOnWrite(mapping, op) == op = "WRITE"
SyncsForCpuOnRead(mapping, op) == op = "READ"
================================================================================
