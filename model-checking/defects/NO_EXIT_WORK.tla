---------------------------- MODULE NO_EXIT_WORK ----------------------------
(***************************************************************************)
(* A ring whose exit work never comes: its requests end, and its buffers   *)
(* stay.                                                                   *)
(*                                                                         *)
(* model     dying-ring-liveness                                           *)
(* spec      NoExitWork                                                    *)
(* law       RingEnds                                                      *)
(***************************************************************************)
EXTENDS MCRequests

NoExitWork == Spec /\ FairCalls /\ FairAnswers /\ FairUnderWay
=============================================================================
