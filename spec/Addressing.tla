------------------------------- MODULE Addressing -------------------------------
(***************************************************************************)
(* How the bytes of a request are found in a mapped buffer and told to a   *)
(* device: the window of a DMA vector, the iterator that walks it, the     *)
(* splitting at the limits of a queue, PRP entries and SGL descriptors in  *)
(* chained descriptor pages, the choice between the two, and the ranges to *)
(* sync.                                                                   *)
(*                                                                         *)
(* There is no state here: every definition is a function of its           *)
(* arguments, and beneath it stands the law that makes it right.  All laws *)
(* lean on one notion, Bytes: the device addresses of a list of ranges,    *)
(* one after the other.  Whatever form a request takes on its way, its     *)
(* bytes are the bytes that were asked for, in that order.                 *)
(*                                                                         *)
(* Addresses, offsets and lengths count units, of which a controller page  *)
(* has PageUnits: a unit may be a byte, a sector or a page.  Left out:     *)
(* metadata, the contents of memory, the translation of addresses.         *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  PageUnits,      \* units of a controller page (CC.MPS)
  SmallEntries,   \* PRP entries that a descriptor of the small pool holds
  LargeEntries,   \* PRP entries that a descriptor of the large pool holds
  DescBase,       \* above all addresses of data: where descriptors are
  MaxTransfer     \* longest request (MAX_RW_COUNT), in units

ASSUME AddressingConstants ==
  /\ PageUnits >= 1 /\ MaxTransfer >= 1 /\ DescBase >= 1
  /\ SmallEntries >= 2 /\ LargeEntries >= SmallEntries
  /\ SmallEntries % 2 = 0 /\ LargeEntries % 2 = 0

--------------------------------------------------------------------------------
(* Ranges and their bytes. *)

(* The smaller one. *)
Min(a, b) == IF a < b THEN a ELSE b

(* The least multiple of b that is not below a, in multiples. *)
CeilDiv(a, b) == (a + b - 1) \div b

(* The addresses of one range: r.len of them from r.addr on. *)
Run(r) == [i \in 1 .. r.len |-> r.addr + i - 1]

(* The addresses of a list of ranges, one after the other. *)
RECURSIVE Bytes(_)
Bytes(ranges) == IF ranges = <<>> THEN <<>> ELSE Run(Head(ranges)) \o Bytes(Tail(ranges))

(* How many units a list of ranges has. *)
RECURSIVE Length(_)
Length(ranges) == IF ranges = <<>> THEN 0 ELSE Head(ranges).len + Length(Tail(ranges))

(* What a request asks for: n units of the buffer from its unit off on. *)
Requested(vec, off, n) == SubSeq(Bytes(vec), off + 1, off + n)

--------------------------------------------------------------------------------
(* The DMA vector of a registration. *)

(* R18: the length of a segment as the scatter table has it: an IOMMU may merge beyond 2 GiB. *)
SegmentLen(n) == n

(* R18: addresses and lengths copied out of the scatter table, in its order. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R17-R18)
VecOf(table) == [i \in DOMAIN table |-> [addr |-> table[i].addr, len |-> SegmentLen(table[i].len)]]

(* R15, R21: the length of the buffer, which may pass 4 GiB, added up from the scatter table. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R15, R21)
BufferLen(table) == Length(table)

(* The vector has the bytes of the table. *)
VecIsTable(table) == Bytes(VecOf(table)) = Bytes(table)

--------------------------------------------------------------------------------
(* Import: the window of a request. *)

(* I2, I5: the ranges that are refused; every other range is served. *)
\* @task io_uring/rsrc.c: io_import_fixed, validate_fixed_range, base (I2)
\* @task io_uring/rsrc.c: io_import_dmabuf, patch 11 (I5)
ImportErrno(table, off, n) ==
  IF n = 0 \/ n > MaxTransfer \/ off + n > BufferLen(table) THEN "EFAULT" ELSE "none"

(* How many units of the buffer come before its segment i. *)
StartOf(vec, i) == Length(SubSeq(vec, 1, i - 1))

(* I6: the segment that holds the unit off. *)
\* @task io_uring/rsrc.c: io_import_dmabuf, patch 11 (I6)
SegmentAt(vec, off) ==
  CHOOSE i \in DOMAIN vec : StartOf(vec, i) <= off /\ off < StartOf(vec, i) + vec[i].len

(***************************************************************************)
(* I7: how many segments hold the n units after the first skip of segment  *)
(* at.  The first segment counts from skip on, so what the others must     *)
(* hold is skip + n less the first.                                        *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_import_dmabuf, patch 11 (I7)
NrSegs(vec, at, skip, n) ==
  Cardinality({i \in at .. Len(vec) : n > 0 /\ StartOf(vec, i) < StartOf(vec, at) + skip + n})

(***************************************************************************)
(* I8: the iterator of a request.  at: the segment it stands in; offset:   *)
(* how far in; count: units left; segs: segments that hold them.           *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_import_dmabuf, patch 11 (I6-I8)
Window(vec, off, n) ==
  LET at == SegmentAt(vec, off)
      skip == off - StartOf(vec, at) IN
    [at |-> at, offset |-> skip, count |-> n, segs |-> NrSegs(vec, at, skip, n)]

--------------------------------------------------------------------------------
(* The iterator. *)

(* What is taken off segment i before it is used: only the first one is entered in the middle. *)
SkipIn(it, i) == IF i = it.at THEN it.offset ELSE 0

(* The part of each segment that the iterator still covers; the walk ends with the list. *)
RECURSIVE PiecesFrom(_, _, _, _)
PiecesFrom(vec, it, i, left) ==
  IF left = 0 \/ i > Len(vec) THEN <<>>
  ELSE LET n == Min(vec[i].len - SkipIn(it, i), left) IN
         <<[addr |-> vec[i].addr + SkipIn(it, i), len |-> n]>>
           \o PiecesFrom(vec, it, i + 1, left - n)

(* The ranges that an iterator stands for. *)
Pieces(vec, it) == PiecesFrom(vec, it, it.at, it.count)

(* The window of a range that is served holds the requested bytes, in as many segments as it says. *)
WindowIsRequested(table, off, n, it) ==
  LET vec == VecOf(table) IN
    /\ Bytes(Pieces(vec, it)) = Requested(table, off, n)
    /\ Len(Pieces(vec, it)) = it.segs
    /\ it.offset < vec[it.at].len

(* An iterator that has come to the end of a segment stands at the beginning of the next. *)
RECURSIVE Enter(_, _)
Enter(vec, it) ==
  IF it.segs = 0 \/ it.offset < vec[it.at].len THEN it
  ELSE Enter(vec, [it EXCEPT !.at = @ + 1, !.segs = @ - 1, !.offset = @ - vec[it.at].len])

(* k units are done with.  At the very end of the last segment nothing is left: no segment either. *)
\* @task lib/iov_iter.c: iov_iter_advance, patch 02 (I10)
Advance(vec, it, k) ==
  LET n == Min(k, it.count) IN
    IF it.count = 0 THEN it ELSE Enter(vec, [it EXCEPT !.count = @ - n, !.offset = @ + n])

(* What is left after k units are the last count - k of them. *)
AdvanceDropsFront(vec, it, k) ==
  LET n == Min(k, it.count) IN
    Bytes(Pieces(vec, Advance(vec, it, k))) = SubSeq(Bytes(Pieces(vec, it)), n + 1, it.count)

(* Advancing by a and then by b is advancing by a + b. *)
AdvanceAdds(vec, it, a, b) ==
  Advance(vec, Advance(vec, it, a), b) = Advance(vec, it, a + b)

(* While something is left, the segments counted are the segments that hold it. *)
AdvanceKeepsCount(vec, it, k) ==
  LET to == Advance(vec, it, k) IN
    to.count > 0 => Len(Pieces(vec, to)) = to.segs /\ to.offset < vec[to.at].len

(* I9: what is kept of an iterator in order to come back to it; the segment is not among it. *)
\* @task include/linux/uio.h: iov_iter_save_state, base (I9)
Save(it) == [offset |-> it.offset, count |-> it.count, segs |-> it.segs]

(* C7: back to what was saved, by as many segments as have gone since. *)
\* @tw lib/iov_iter.c: iov_iter_restore, patch 02 (C7)
Restore(it, saved) ==
  [at |-> it.at - (saved.segs - it.segs), offset |-> saved.offset, count |-> saved.count,
   segs |-> saved.segs]

(* Restoring undoes whatever was advanced. *)
RestoreUndoes(vec, it, k) == Restore(Advance(vec, it, k), Save(it)) = it

(* How far back in front of segment at the unit k before it lies: that segment and its offset. *)
RECURSIVE Back(_, _, _)
Back(vec, at, k) ==
  IF k <= vec[at - 1].len THEN [at |-> at - 1, offset |-> vec[at - 1].len - k]
  ELSE Back(vec, at - 1, k - vec[at - 1].len)

(* The last k units are not done after all: as many segments more as are walked back. *)
\* @task lib/iov_iter.c: iov_iter_revert, base (I10)
Revert(vec, it, k) ==
  IF k <= it.offset THEN [it EXCEPT !.offset = @ - k, !.count = @ + k]
  ELSE LET to == Back(vec, it.at, k - it.offset) IN
         [at |-> to.at, offset |-> to.offset, count |-> it.count + k,
          segs |-> it.segs + (it.at - to.at)]

(* Reverting undoes as much as was advanced. *)
RevertUndoes(vec, it, k) == k <= it.count => Revert(vec, Advance(vec, it, k), k) = it

(* D2: each piece begins at a multiple of addrUnit and is a multiple of lenUnit long. *)
\* @task lib/iov_iter.c: iov_iter_is_aligned, patch 02 up to 6.17 (D2)
\* @task block/blk-merge.c: bio_split_io_at, base from 6.18 (D2)
Aligned(vec, it, addrUnit, lenUnit) ==
  \A i \in DOMAIN Pieces(vec, it) :
    LET p == Pieces(vec, it)[i] IN p.addr % addrUnit = 0 /\ p.len % lenUnit = 0

(* What was aligned stays aligned when a multiple of both is done with. *)
AlignmentLasts(vec, it, unit, k) ==
  (Aligned(vec, it, unit, unit) /\ k % unit = 0) => Aligned(vec, Advance(vec, it, k), unit, unit)

(* Ranges of which none begins where the one before ends. *)
Apart(ranges) ==
  \A i \in 1 .. Len(ranges) - 1 : ranges[i].addr + ranges[i].len # ranges[i + 1].addr

(***************************************************************************)
(* A request is aligned when it is a whole number of aligned blocks, each  *)
(* of them in one piece; if no two pieces touch, it is not otherwise.      *)
(***************************************************************************)
AlignedIsBlocks(vec, it, unit) ==
  LET p == Pieces(vec, it)
      b == Bytes(p)
      blocks == /\ Len(b) % unit = 0
                /\ \A k \in DOMAIN b :
                     IF k % unit = 1 % unit THEN b[k] % unit = 0 ELSE b[k] = b[k - 1] + 1 IN
    /\ Aligned(vec, it, unit, unit) => blocks
    /\ blocks /\ Apart(p) => Aligned(vec, it, unit, unit)

(* D5: the bio takes the iterator's place in the vector over; it copies nothing. *)
\* @task block/bio.c: bio_iov_dmavec_set, patch 04 (D3-D5)
Bio(it, pos) == [pos |-> pos, idx |-> it.at, done |-> it.offset, size |-> it.count, vcnt |-> it.segs]

(* The iterator that a bio stands for. *)
IterOf(bio) == [at |-> bio.idx, offset |-> bio.done, count |-> bio.size, segs |-> bio.vcnt]

(* The bytes of a bio are those of its iterator. *)
BioIsIter(vec, it, pos) == Bytes(Pieces(vec, IterOf(Bio(it, pos)))) = Bytes(Pieces(vec, it))

--------------------------------------------------------------------------------
(* Splitting at the limits of a queue. *)

(***************************************************************************)
(* A queue's limits, all in units: bytes, the longest transfer; segs, the  *)
(* most segments; segsize, the longest segment; boundary, what inner       *)
(* borders of segments must be multiples of, 0 if nothing; chunk, what a   *)
(* transfer must not cross on the disk, 0 if nothing; block, the logical   *)
(* block.  The first version asked whether there is a boundary, and then   *)
(* did not look (V1-NO-GAP-CHECK).                                         *)
(***************************************************************************)
Gap(p, q, boundary) ==
  boundary > 0 /\ ((p.addr + p.len) % boundary # 0 \/ q.addr % boundary # 0)

Gaps(pieces, boundary) == \E i \in 1 .. Len(pieces) - 1 : Gap(pieces[i], pieces[i + 1], boundary)

(* What a device takes as segments: a piece that is too long for one is several. *)
RECURSIVE CutAt(_, _)
CutAt(pieces, size) ==
  IF pieces = <<>> THEN <<>>
  ELSE LET p == Head(pieces) IN
         IF p.len <= size THEN <<p>> \o CutAt(Tail(pieces), size)
         ELSE <<[addr |-> p.addr, len |-> size]>>
                \o CutAt(<<[addr |-> p.addr + size, len |-> p.len - size]>> \o Tail(pieces), size)

(* How many segments a device counts. *)
RECURSIVE CountSegments(_, _)
CountSegments(pieces, size) ==
  IF pieces = <<>> THEN 0 ELSE CeilDiv(Head(pieces).len, size) + CountSegments(Tail(pieces), size)

(* How much one transfer at pos may carry, so that it does not cross a chunk. *)
Room(pos, lim) ==
  IF lim.chunk = 0 THEN lim.bytes ELSE Min(lim.bytes, lim.chunk - (pos % lim.chunk))

(* The iterator of the first n units alone: the whole is as it came. *)
Front(vec, it, n) ==
  IF n = it.count THEN it
  ELSE LET to == [it EXCEPT !.count = n] IN [to EXCEPT !.segs = Len(Pieces(vec, to))]

(* B3: the pieces that are looked at: all.  The first version may stop before the last
   (V1-SPLIT-SHORT-WALK). *)
Walked(vec, it) == Pieces(vec, it)

(* B3: what the i-th of them is taken for: what it is.  The first version takes the offset of the
   first off each (V1-SPLIT-STALE-OFFSET). *)
TakenFor(it, piece, i) == piece

(* B2-B3: whether the first n units keep to every limit. *)
\* @task block/blk-merge.c: bio_split_rw_at_dmavec, patch 04 (B2-B3)
Fits(vec, it, pos, lim, n) ==
  LET p == Walked(vec, [it EXCEPT !.count = n]) IN
    /\ n <= Room(pos, lim)
    /\ CountSegments([i \in DOMAIN p |-> TakenFor(it, p[i], i)], lim.segsize) <= lim.segs
    /\ ~Gaps(p, lim.boundary)

(* The longest beginning of whole blocks that keeps to every limit; 0 if there is none. *)
PartLen(vec, it, pos, lim) ==
  LET good == {n \in 1 .. it.count : n % lim.block = 0 /\ Fits(vec, it, pos, lim, n)} IN
    IF good = {} THEN 0 ELSE CHOOSE n \in good : \A m \in good : m <= n

(* The parts one after the other; a part of nothing is where it cannot go on. *)
RECURSIVE Parts(_, _, _, _)
Parts(vec, it, pos, lim) ==
  IF it.count = 0 THEN <<>>
  ELSE LET n == PartLen(vec, it, pos, lim) IN
         <<Bio(Front(vec, it, n), pos)>>
           \o (IF n = 0 THEN <<>> ELSE Parts(vec, Advance(vec, it, n), pos + n, lim))

(***************************************************************************)
(* B2, which the first version leaves to be done (V1-SPLIT-REFUSED): what  *)
(* is over a limit is split, and refused as a whole only when somewhere    *)
(* not even one block keeps to the limits.                                 *)
(***************************************************************************)
\* @task block/blk.h: __bio_split_to_limits, patch 04 (B1-B4)
\* @task block/blk-merge.c: bio_split_rw_at, patch 04 (B2)
Split(vec, it, pos, lim) ==
  LET parts == Parts(vec, it, pos, lim) IN
    IF \E i \in DOMAIN parts : parts[i].size = 0 THEN [errno |-> "EINVAL", parts |-> <<>>]
    ELSE [errno |-> "none", parts |-> parts]

PartPieces(vec, part) == Pieces(vec, IterOf(part))

RECURSIVE PartBytes(_, _)
PartBytes(vec, parts) ==
  IF parts = <<>> THEN <<>>
  ELSE Bytes(PartPieces(vec, Head(parts))) \o PartBytes(vec, Tail(parts))

(* The parts are the requested bytes, one after the other in memory and on the disk. *)
SplitIsWhole(vec, bytes, pos, split) ==
  split.errno = "none" =>
    /\ PartBytes(vec, split.parts) = bytes
    /\ \A i \in DOMAIN split.parts :
         /\ split.parts[i].size > 0
         /\ split.parts[i].pos =
              IF i = 1 THEN pos ELSE split.parts[i - 1].pos + split.parts[i - 1].size
         /\ split.parts[i].vcnt = Len(PartPieces(vec, split.parts[i]))

(* Each limit by itself: the law does not ask how the parts were found. *)
WithinBytes(split, lim) == \A i \in DOMAIN split.parts : split.parts[i].size <= lim.bytes

WithinSegments(vec, split, lim) ==
  \A i \in DOMAIN split.parts :
    LET p == PartPieces(vec, split.parts[i])
        told == CutAt(p, lim.segsize) IN
      /\ Len(told) <= lim.segs /\ Bytes(told) = Bytes(p)
      /\ \A k \in DOMAIN told : told[k].len \in 1 .. lim.segsize

(* Where the addresses jump, both sides of the jump are at the boundary. *)
WithinBoundary(vec, split, lim) ==
  \A i \in DOMAIN split.parts :
    LET b == Bytes(PartPieces(vec, split.parts[i])) IN
      \A k \in 2 .. Len(b) :
        lim.boundary > 0 /\ b[k] # b[k - 1] + 1 =>
          b[k] % lim.boundary = 0 /\ (b[k - 1] + 1) % lim.boundary = 0

WithinChunk(split, lim) ==
  \A i \in DOMAIN split.parts :
    lim.chunk > 0 =>
      split.parts[i].pos \div lim.chunk =
        (split.parts[i].pos + split.parts[i].size - 1) \div lim.chunk

WholeBlocks(split, lim) == \A i \in DOMAIN split.parts : split.parts[i].size % lim.block = 0

(* Whether the first n units keep to every limit, asked of their pieces, however they are walked. *)
Keeps(vec, it, pos, lim, n) ==
  LET p == Pieces(vec, [it EXCEPT !.count = n]) IN
    n <= Room(pos, lim) /\ Len(CutAt(p, lim.segsize)) <= lim.segs /\ ~Gaps(p, lim.boundary)

(* A request of whole blocks of which each alone keeps to the limits is never refused. *)
SplitServes(vec, it, pos, lim, split) ==
  (/\ it.count % lim.block = 0
   /\ \A k \in 0 .. it.count - 1 :
        k % lim.block = 0 => Keeps(vec, Advance(vec, it, k), pos + k, lim, lim.block))
     => split.errno = "none"

(* No part is split needlessly: with one block of the next it would pass a limit. *)
SplitIsLongest(vec, split, lim) ==
  \A i \in 1 .. Len(split.parts) - 1 :
    ~Keeps(vec, IterOf(split.parts[i]), split.parts[i].pos, lim, split.parts[i].size + lim.block)

--------------------------------------------------------------------------------
(* PRP entries. *)

(* A piece ends where a page does. *)
EndsPage(p) == (p.addr + p.len) % PageUnits = 0

(* A piece begins where a page does. *)
BeginsPage(p) == p.addr % PageUnits = 0

(***************************************************************************)
(* What PRP entries can say: only the first may begin inside a page, only  *)
(* the last may end inside one.  The first version takes it for granted    *)
(* (V1-PRP-SUBPAGE).                                                       *)
(***************************************************************************)
PrpExpressible(pieces) ==
  \A i \in 1 .. Len(pieces) - 1 : EndsPage(pieces[i]) /\ BeginsPage(pieces[i + 1])

(* The entries: where the range begins, and every page border that it comes to. *)
PrpEntries(pieces) ==
  LET b == Bytes(pieces)
      begins(a) == a % PageUnits = 0 IN
    <<Head(b)>> \o SelectSeq(Tail(b), begins)

(* The pool that a list of n entries comes from: small, if it fits one small descriptor. *)
PoolFor(n, small) == IF n <= small THEN "small" ELSE "large"

(* The address of a command's k-th descriptor. *)
Desc(k) == DescBase + k

(* A list in descriptors of cap entries: each but the last gives its last entry to the next one. *)
RECURSIVE Chain(_, _, _)
Chain(list, k, cap) ==
  IF Len(list) <= cap THEN <<list>>
  ELSE <<Append(SubSeq(list, 1, cap - 1), Desc(k + 1))>>
         \o Chain(SubSeq(list, cap, Len(list)), k + 1, cap)

PrpCapacity(pool) == IF pool = "small" THEN SmallEntries ELSE LargeEntries

(***************************************************************************)
(* N4-N11: the two data pointers of a command, and the list if they are    *)
(* not enough: the pool, and the contents of its descriptors.              *)
(***************************************************************************)
\* @task drivers/nvme/host/pci.c: nvme_dma_premapped, patch 06 (N4-N11)
Prp(pieces) ==
  LET e == PrpEntries(pieces)
      pool == PoolFor(Len(e) - 1, SmallEntries) IN
    IF Len(e) = 1 THEN [prp1 |-> e[1], prp2 |-> 0, pool |-> "none", lists |-> <<>>]
    ELSE IF Len(e) = 2 THEN [prp1 |-> e[1], prp2 |-> e[2], pool |-> "none", lists |-> <<>>]
    ELSE [prp1 |-> e[1], prp2 |-> Desc(1), pool |-> pool,
          lists |-> Chain(Tail(e), 1, PrpCapacity(pool))]

(* How a controller reads a list: entry i of descriptor k, with left units to go. *)
RECURSIVE PrpWalk(_, _, _, _)
PrpWalk(prp, k, i, left) ==
  IF left = 0 THEN <<>>
  ELSE IF i = PrpCapacity(prp.pool) /\ left > PageUnits
  THEN PrpWalk(prp, prp.lists[k][i] - DescBase, 1, left)
  ELSE <<[addr |-> prp.lists[k][i], len |-> Min(PageUnits, left)]>>
         \o PrpWalk(prp, k, i + 1, left - Min(PageUnits, left))

(* What a controller makes of the pointers of a command of n units. *)
PrpRead(prp, n) ==
  LET one == Min(PageUnits - (prp.prp1 % PageUnits), n)
      left == n - one IN
    <<[addr |-> prp.prp1, len |-> one]>>
      \o (IF left = 0 THEN <<>>
          ELSE IF left <= PageUnits THEN <<[addr |-> prp.prp2, len |-> left]>>
          ELSE PrpWalk(prp, 1, 1, left))

(* The controller is told the bytes of the request, and every pointer but the first is aligned. *)
PrpTellsBytes(pieces, prp) ==
  LET read == PrpRead(prp, Length(pieces)) IN
    /\ Bytes(read) = Bytes(pieces)
    /\ \A i \in 2 .. Len(read) : read[i].addr % PageUnits = 0

(* The descriptors that a list was written into, each with its pool. *)
DescriptorsTaken(pool, lists) == [k \in DOMAIN lists |-> [pool |-> pool, addr |-> Desc(k)]]

(***************************************************************************)
(* C2: the descriptors that are given back.  Nothing but the command knows *)
(* them: the first is its pointer, each next one stands in the last entry  *)
(* of the one before.                                                      *)
(***************************************************************************)
\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
PrpDescriptorsFreed(prp) ==
  [k \in DOMAIN prp.lists |->
     [pool |-> prp.pool,
      addr |-> IF k = 1 THEN prp.prp2 ELSE prp.lists[k - 1][Len(prp.lists[k - 1])]]]

(* What was taken is given back: as many, to the pool and with the address they came from. *)
PrpDescriptorsReturn(prp) == PrpDescriptorsFreed(prp) = DescriptorsTaken(prp.pool, prp.lists)

(* Descriptors are taken where they are needed, of the small pool where one of it is enough, and each
   is full before there is a next one. *)
ListsAreShortest(entries, small, pool, lists, cap) ==
  /\ entries = 0 => pool = "none" /\ lists = <<>>
  /\ entries > 0 => /\ pool = IF entries > small THEN "large" ELSE "small"
                    /\ lists # <<>> /\ lists[Len(lists)] # <<>>
                    /\ \A k \in 1 .. Len(lists) - 1 : Len(lists[k]) = cap

(* How many entries do not stand in the command: those of all pages but the first, if not of one alone. *)
PrpListIsShortest(pieces, prp) ==
  LET b == Bytes(pieces)
      pages == Cardinality({b[i] \div PageUnits : i \in DOMAIN b})
      listed == IF pages <= 2 THEN 0 ELSE pages - 1 IN
  ListsAreShortest(listed, SmallEntries, prp.pool, prp.lists, PrpCapacity(prp.pool))

--------------------------------------------------------------------------------
(* SGLs. *)

(***************************************************************************)
(* A descriptor of an SGL.  data: len units of data at addr.  last and     *)
(* segment: len further descriptors at addr; behind last there is data     *)
(* only, behind segment the last descriptor is again one of the two.  It   *)
(* takes the room of two PRP entries.                                      *)
(***************************************************************************)
SglCapacity(pool) == PrpCapacity(pool) \div 2

SglData(p) == [type |-> "data", addr |-> p.addr, len |-> p.len]

(* The descriptor that leads to the k-th segment, in which this list goes on. *)
SglLink(list, k, cap) ==
  IF Len(list) <= cap THEN [type |-> "last", addr |-> Desc(k), len |-> Len(list)]
  ELSE [type |-> "segment", addr |-> Desc(k), len |-> cap]

RECURSIVE SglChain(_, _, _)
SglChain(list, k, cap) ==
  IF Len(list) <= cap THEN <<list>>
  ELSE LET rest == SubSeq(list, cap, Len(list)) IN
         <<Append(SubSeq(list, 1, cap - 1), SglLink(rest, k + 1, cap))>>
           \o SglChain(rest, k + 1, cap)

(* N4-N11 for SGLs, which the first version never uses: one piece goes into the command itself. *)
\* @task drivers/nvme/host/pci.c: nvme_pci_setup_data_sgl, base from 6.17 (N4-N11)
\* @task drivers/nvme/host/pci.c: nvme_pci_setup_sgls, base up to 6.16 (N4-N11)
Sgl(pieces) ==
  LET data == [i \in DOMAIN pieces |-> SglData(pieces[i])]
      list == SubSeq(data, 1, Len(data))
      pool == PoolFor(Len(list), SmallEntries \div 2) IN
    IF Len(list) = 1 THEN [sgl1 |-> list[1], pool |-> "none", lists |-> <<>>]
    ELSE [sgl1 |-> SglLink(list, 1, SglCapacity(pool)), pool |-> pool,
          lists |-> SglChain(list, 1, SglCapacity(pool))]

(* How a controller reads an SGL: behind a link are as many descriptors as the link says. *)
RECURSIVE SglWalk(_, _)
SglWalk(lists, d) ==
  IF d.type = "data" THEN <<[addr |-> d.addr, len |-> d.len]>>
  ELSE LET s == lists[d.addr - DescBase]
           RECURSIVE From(_)
           From(i) == IF i > d.len THEN <<>> ELSE SglWalk(lists, s[i]) \o From(i + 1) IN
         From(1)

SglRead(sgl) == SglWalk(sgl.lists, sgl.sgl1)

(***************************************************************************)
(* The controller is told the bytes of the request; every list but the     *)
(* last ends with the only link in it, and the link to the last says so.   *)
(***************************************************************************)
SglTellsBytes(pieces, sgl) ==
  /\ Bytes(SglRead(sgl)) = Bytes(pieces)
  /\ sgl.sgl1.type =
       CASE Len(sgl.lists) = 0 -> "data" [] Len(sgl.lists) = 1 -> "last" [] OTHER -> "segment"
  /\ \A k \in DOMAIN sgl.lists :
       /\ Len(sgl.lists[k]) <= SglCapacity(sgl.pool)
       /\ \A i \in DOMAIN sgl.lists[k] :
            sgl.lists[k][i].type =
              IF k = Len(sgl.lists) \/ i < Len(sgl.lists[k]) THEN "data"
              ELSE IF k + 1 = Len(sgl.lists) THEN "last" ELSE "segment"

\* @irq drivers/nvme/host/pci.c: nvme_free_descriptors, base (C2)
SglDescriptorsFreed(sgl) ==
  [k \in DOMAIN sgl.lists |->
     [pool |-> sgl.pool,
      addr |-> IF k = 1 THEN sgl.sgl1.addr ELSE sgl.lists[k - 1][Len(sgl.lists[k - 1])].addr]]

SglDescriptorsReturn(sgl) == SglDescriptorsFreed(sgl) = DescriptorsTaken(sgl.pool, sgl.lists)

(* The same of an SGL, of which one piece stands in the command and several do not. *)
SglListIsShortest(pieces, sgl) ==
  ListsAreShortest(IF Len(pieces) = 1 THEN 0 ELSE Len(pieces), SmallEntries \div 2,
                   sgl.pool, sgl.lists, SglCapacity(sgl.pool))

--------------------------------------------------------------------------------
(* PRP or SGL. *)

(***************************************************************************)
(* The decision, for a request that keeps to the other limits of its queue *)
(*                                                                         *)
(*   PRP can say it  the queue's boundary  then                            *)
(*   yes             the page, or none     PRP                             *)
(*   no              none                  SGL, which the controller has   *)
(*   no              the page              split at page borders into      *)
(*                                         parts that PRP can say          *)
(*   no              the page, and a part  -EINVAL, before anything is     *)
(*                   is not whole blocks   sent                            *)
(*                                                                         *)
(* The last two rows are no business of the driver: its queues have the    *)
(* page as their virtual boundary, whether the controller has SGLs or not, *)
(* so the block layer has split or refused before the driver sees a        *)
(* command.  Where the kernel alternative NO_BOUNDARY_WITH_SGLS leaves the *)
(* boundary to controllers without SGLs, and only there, PRP cannot say    *)
(* all that comes to the driver.                                           *)
(***************************************************************************)
\* @task drivers/nvme/host/core.c: nvme_set_ctrl_limits, base (B2)
QueueBoundary(sgls) == PageUnits

\* @task drivers/nvme/host/pci.c: nvme_pci_use_sgls, base (N2)
Form(pieces, sgls) ==
  IF PrpExpressible(pieces) THEN "PRP" ELSE IF sgls THEN "SGL" ELSE "EINVAL"

(* The form can say what it is chosen for. *)
FormFits(pieces, sgls) ==
  CASE Form(pieces, sgls) = "PRP" -> PrpTellsBytes(pieces, Prp(pieces))
    [] Form(pieces, sgls) = "SGL" -> sgls /\ SglTellsBytes(pieces, Sgl(pieces))
    [] OTHER -> FALSE

--------------------------------------------------------------------------------
(* Ranges to sync. *)

(***************************************************************************)
(* What is handed over, and when, if the device is not coherent or its     *)
(* memory is bounced; READ is a read of the disk, which writes memory.     *)
(*                                                                         *)
(*   mapping          request  before the doorbell  after the completion   *)
(*   TO_DEVICE        WRITE    for the device       -                      *)
(*   FROM_DEVICE      READ     for the device       for the CPU            *)
(*   BIDIRECTIONAL    WRITE    for the device       for the CPU            *)
(*   BIDIRECTIONAL    READ     for the device       for the CPU            *)
(*                                                                         *)
(* Other requests are refused on import: -EFAULT (I2).  A read is handed   *)
(* over before as well: no dirty line of the CPU's may land on what the    *)
(* device wrote, and a bounce buffer must have the old bytes where the     *)
(* device writes none.  The first version handed over by the direction of  *)
(* the request alone (V1-SYNC-DIRECTION).                                  *)
(***************************************************************************)
\* @task io_uring/rsrc.c: io_import_fixed, base (I2)
DirectionErrno(mapping, op) ==
  IF mapping = "BIDIRECTIONAL" \/ (mapping = "TO_DEVICE" <=> op = "WRITE") THEN "none" ELSE "EFAULT"

SyncsForDevice(mapping, op) == TRUE

SyncsForCpu(mapping, op) == mapping # "TO_DEVICE"

(* The ranges: every piece once; the first version stays at the first one (V1-SYNC-NOADVANCE). *)
SyncRanges(vec, it) == Pieces(vec, it)

(* N3 and C2: what is handed over, each way. *)
\* @task drivers/nvme/host/pci.c: nvme_sync_dma, patch 06 (N3, C2)
Sync(vec, it, mapping, op, needed) ==
  [device |-> IF needed /\ SyncsForDevice(mapping, op) THEN SyncRanges(vec, it) ELSE <<>>,
   cpu |-> IF needed /\ SyncsForCpu(mapping, op) THEN SyncRanges(vec, it) ELSE <<>>]

(* Nothing but the requested bytes is handed over, and nothing twice. *)
SyncIsRequested(bytes, sync) ==
  \A way \in {sync.device, sync.cpu} : way = <<>> \/ Bytes(way) = bytes

(* Each of the bytes is in one of the ranges. *)
Covers(ranges, bytes) ==
  LET b == Bytes(ranges) IN {bytes[i] : i \in DOMAIN bytes} \subseteq {b[i] : i \in DOMAIN b}

(* What the device reads it was given, what the CPU will read it was given back. *)
SyncIsEnough(bytes, mapping, op, needed, sync) ==
  IF ~needed THEN sync.device = <<>> /\ sync.cpu = <<>>
  ELSE /\ Covers(sync.device, bytes)
       /\ op = "READ" \/ mapping = "BIDIRECTIONAL" => Covers(sync.cpu, bytes)
================================================================================
