---------------------------- MODULE CompletionQueue ----------------------------
(***************************************************************************)
(* The completion queue of one ring when the user is slow: what becomes of *)
(* a CQE for which there is no room.  A tag is a CQE as any other, so this *)
(* is also what becomes of a tag.                                          *)
(*                                                                         *)
(* The queue has room for CqEntries.  A CQE that finds none goes to a list *)
(* in the kernel, and a bit in memory that the user reads says so          *)
(* (IORING_SQ_CQ_OVERFLOW).  While that bit is set all that is posted goes *)
(* to the list, also where the user has made room meanwhile: what is newer *)
(* must not overtake.  The list is put into the queue when a task enters   *)
(* for events (IORING_ENTER_GETEVENTS), or wakes there.  An entry of the   *)
(* list needs memory; where there is none the CQE is lost, which is counted*)
(* (cq_overflow), and whoever waits at an empty queue, and submits nothing *)
(* in the same call, is told by -EBADR that something was lost; not what.  *)
(*                                                                         *)
(* CQEs are numbers here, in the order in which they are posted.  Posting  *)
(* is under completion_lock, or by the one task that posts all CQEs of its *)
(* ring; a flush is under uring_lock and completion_lock, which it gives   *)
(* back between two entries where the processor is wanted elsewhere.       *)
(*                                                                         *)
(* Left out: CQEs of 32 bytes; several tasks that wait at one ring; a ring *)
(* that polls (its users flush in io_iopoll_check); the end of a ring,     *)
(* which frees the list and tells nobody.  The other modules have a queue  *)
(* that never fills: there a CQE that is posted is one that the user sees. *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  CqEntries,  \* entries of the queue, at least 1
  Posts,      \* how many CQEs are posted at most
  Memory      \* whether there is memory for an entry of the list: subset of BOOLEAN

ASSUME CompletionQueueConstants ==
  CqEntries \in Nat \ {0} /\ Posts \in Nat /\ Memory \subseteq BOOLEAN

VARIABLES
  posted,     \* how many CQEs were posted: the number of the last one
  queue,      \* those that the user can see and has not consumed, the oldest first
  list,       \* cq_overflow_list: those that had no room, the oldest first
  bit,        \* IORING_SQ_CQ_OVERFLOW, and the kernel's own IO_CHECK_CQ_OVERFLOW_BIT
  lost,       \* the CQEs that had neither room nor memory; the user sees how many (cq_overflow)
  untold,     \* IO_CHECK_CQ_DROPPED_BIT: some were lost since somebody was told
  flush,      \* a task puts the list into the queue: "none"; "locked", it has both locks; "moved", and
              \* has moved an entry; "paused", it has given them back behind one and will go on
  seen        \* the CQEs that the user has consumed, in this order

cqvars == <<posted, queue, list, bit, lost, untold, flush, seen>>

Init ==
  /\ posted = 0 /\ queue = <<>> /\ list = <<>> /\ seen = <<>>
  /\ bit = FALSE /\ lost = {} /\ untold = FALSE /\ flush = "none"

HasRoom == Len(queue) < CqEntries

(* A task has uring_lock and completion_lock, and puts the list into the queue. *)
Flushing == flush \in {"locked", "moved"}

(* Whether a CQE may go straight into the queue.  A decision of its own. *)
GoesIntoQueue == HasRoom /\ ~bit

--------------------------------------------------------------------------------
(* The kernel. *)

(***************************************************************************)
(* A CQE is posted: into the queue, or into the list if an entry for it    *)
(* can be allocated (hasMemory), or nowhere.                               *)
(***************************************************************************)
\* @task io_uring/io_uring.h: io_fill_cqe_req, base (C6)
\* @task io_uring/io_uring.c: io_post_aux_cqe, base (U2)
Post(hasMemory) ==
  /\ ~Flushing /\ posted < Posts
  /\ posted' = posted + 1
  /\ CASE GoesIntoQueue -> queue' = Append(queue, posted + 1) /\ UNCHANGED <<list, bit, lost, untold>>
       [] ~GoesIntoQueue /\ hasMemory ->
            list' = Append(list, posted + 1) /\ bit' = TRUE /\ UNCHANGED <<queue, lost, untold>>
       [] OTHER -> lost' = lost \cup {posted + 1} /\ untold' = TRUE /\ UNCHANGED <<queue, list, bit>>
  /\ UNCHANGED <<flush, seen>>

(* A task waits for events and finds the bit set; with a full queue there is nothing to do. *)
\* @task io_uring/io_uring.c: io_cqring_wait, base (CQE)
StartFlush ==
  /\ flush = "none" /\ bit /\ HasRoom
  /\ flush' = "locked"
  /\ UNCHANGED <<posted, queue, list, bit, lost, untold, seen>>

(* The oldest of the list has room now. *)
\* @task io_uring/io_uring.c: io_cqring_wait, base (CQE)
FlushEntry ==
  /\ Flushing /\ list # <<>> /\ HasRoom
  /\ queue' = Append(queue, Head(list)) /\ list' = Tail(list)
  /\ flush' = "moved"
  /\ UNCHANGED <<posted, bit, lost, untold, seen>>

(***************************************************************************)
(* Somebody else wants the processor: both locks are given back behind an  *)
(* entry, and the bit stays, also where that entry was the last.           *)
(***************************************************************************)
\* @task io_uring/io_uring.c: io_cqring_wait, base (CQE)
PauseFlush ==
  /\ flush = "moved"
  /\ flush' = "paused"
  /\ UNCHANGED <<posted, queue, list, bit, lost, untold, seen>>

(* The task goes on with what the list has by now. *)
\* @task io_uring/io_uring.c: io_cqring_wait, base (CQE)
ResumeFlush ==
  /\ flush = "paused"
  /\ flush' = "locked"
  /\ UNCHANGED <<posted, queue, list, bit, lost, untold, seen>>

(* Whether the bit is cleared at the end of a flush.  A decision of its own. *)
BitIsDone == list = <<>>

(* The list is empty, or the queue is full. *)
\* @task io_uring/io_uring.c: io_cqring_wait, base (CQE)
EndFlush ==
  /\ Flushing /\ (list = <<>> \/ ~HasRoom)
  /\ flush' = "none" /\ bit' = (bit /\ ~BitIsDone)
  /\ UNCHANGED <<posted, queue, list, lost, untold, seen>>

(* Whether who waits has nothing to return for but that something was lost.  A decision of its own. *)
WaitsInVain == flush = "none" /\ queue = <<>>

(* Whoever waits at an empty queue returns with -EBADR, by which the user has been told. *)
\* @task io_uring/io_uring.c: io_cqring_wait, base (CQE)
TellLoss ==
  /\ WaitsInVain /\ untold
  /\ untold' = FALSE
  /\ UNCHANGED <<posted, queue, list, bit, lost, flush, seen>>

--------------------------------------------------------------------------------
(* The user. *)

(* The oldest entry is consumed: the user moves the head, without a call. *)
\* @user liburing: io_uring_cqe_seen, base (CQE)
Consume ==
  /\ queue # <<>>
  /\ seen' = Append(seen, Head(queue)) /\ queue' = Tail(queue)
  /\ UNCHANGED <<posted, list, bit, lost, untold, flush>>

Next ==
  \/ \E hasMemory \in Memory : Post(hasMemory)
  \/ StartFlush \/ FlushEntry \/ PauseFlush \/ ResumeFlush \/ EndFlush \/ TellLoss
  \/ Consume

Spec == Init /\ [][Next]_cqvars

(***************************************************************************)
(* What is taken in the end when it stays possible.  The user consumes     *)
(* what there is, and waits for events where the bit says that there is    *)
(* more: without either nothing comes.  A task that flushes goes on with   *)
(* it.  That anything is posted, that memory is there, and that somebody   *)
(* asks whether something was lost, is nobody's duty.                      *)
(***************************************************************************)
FairUser == WF_cqvars(Consume) /\ WF_cqvars(StartFlush)
FairFlush == WF_cqvars(FlushEntry) /\ WF_cqvars(ResumeFlush) /\ WF_cqvars(EndFlush)

FairSpec == Spec /\ FairUser /\ FairFlush

--------------------------------------------------------------------------------
(* What must hold. *)

TypeOK ==
  /\ posted \in Nat /\ bit \in BOOLEAN /\ untold \in BOOLEAN
  /\ flush \in {"none", "locked", "moved", "paused"}
  /\ \A s \in {queue, list, seen} : s \in Seq(Nat)
  /\ lost \subseteq 1 .. posted

(* All that the user has seen, can see and will see, in this order. *)
InTurn == seen \o queue \o list

(* No CQE overtakes another one. *)
PostedOrderIsKept == \A i, j \in DOMAIN InTurn : i < j => InTurn[i] < InTurn[j]

(* Each CQE is in one place, or it is lost and counted. *)
EachCqeIsSomewhere ==
  {InTurn[i] : i \in DOMAIN InTurn} \cup lost = 1 .. posted /\ Len(InTurn) + Cardinality(lost) = posted

(* What the user has not consumed is not overwritten. *)
QueueHasRoom == Len(queue) <= CqEntries

(* The user, and whoever posts, can tell that the list has something. *)
OverflowIsTold == list # <<>> => bit

(* When a CQE is lost, it is noted that somebody is to be told. *)
LossIsTold == [][lost' # lost => untold']_cqvars

(* The note goes by telling alone; and who is told has consumed all that came before in the queue. *)
ToldWhenNothingIsLeft == [][untold /\ ~untold' => queue = <<>> /\ queue' = <<>> /\ flush = "none"]_cqvars

(* A CQE comes to the user, or it is lost; by fairness. *)
EachCqeIsSeen ==
  \A n \in 1 .. Posts : n <= posted ~> (n \in lost \/ \E i \in DOMAIN seen : seen[i] = n)
================================================================================
