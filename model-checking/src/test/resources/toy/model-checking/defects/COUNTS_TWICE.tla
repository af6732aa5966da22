------------------------- MODULE COUNTS_TWICE -------------------------
(*********************************************************************)
(* A request that completes drops two references.                    *)
(*                                                                   *)
(* model     toy                                                     *)
(* set       Kinds = {"pages"}                                       *)
(* override  Complete <- CompleteTwice                               *)
(* law       RefsAreCounted                                          *)
(*********************************************************************)
EXTENDS MCToy

\* @irq drivers/nvme/host/pci.c: nvme_irq
CompleteTwice(r) ==
  /\ req[r] = "flying"
  /\ req' = [req EXCEPT ![r] = "idle"]
  /\ slot' = [slot EXCEPT !.refs = @ - 2]
=======================================================================
