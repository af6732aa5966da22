------------------------ MODULE STUCK_EXPORTER_RING -------------------------
(***************************************************************************)
(* An exporter that never unlocks: requests of another ring of the same    *)
(* task, which has nothing to do with the buffer that is being registered, *)
(* never get their CQEs.                                                   *)
(*                                                                         *)
(* model     rw-liveness                                                   *)
(* set       Rings = {1, 2}                                                *)
(* set       TaskOf = <<1, 1>>                                             *)
(* set       Reqs = {1}                                                    *)
(* set       Iovas = {1, 2}                                                *)
(* set       Kinds = {"dmabuf"}                                            *)
(* set       Teardown = {}                                                 *)
(* set       Offsets = {0}                                                 *)
(* set       Counts = {0}                                                  *)
(* set       Replacing = {FALSE}                                           *)
(* set       MaxTags = 2                                                   *)
(* set       MaxNodes = 3                                                  *)
(* override  [Ring]MayRegister <- FirstRegisters                           *)
(* override  [Ring]MayClone <- SecondClones                                *)
(* spec      ExporterNeverUnlocks                                          *)
(* law       SecondCompletes                                               *)
(***************************************************************************)
EXTENDS STUCK_EXPORTER

(* The second ring takes its only buffer from the first one, and never registers any. *)
FirstRegisters(ctx) == ctx = 1 /\ MCMayRegister(ctx)
SecondClones(ctx) == ctx = 2 /\ MCMayClone(ctx)

(* What the second ring submits completes. *)
SecondCompletes ==
  \A r \in Reqs : (reqs[2][r].st = "issuing") ~> (reqs[2][r].st = "complete")
=============================================================================
