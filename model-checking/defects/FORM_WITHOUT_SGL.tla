-------------------------- MODULE FORM_WITHOUT_SGL --------------------------
(***************************************************************************)
(* What PRP cannot say is refused although the controller has SGLs.        *)
(*                                                                         *)
(* model     addressing-tell-sgl                                           *)
(* override  Form <- FormWithoutSgl                                        *)
(* law       DriverRefusesNothing                                          *)
(* was       seed-form-without-sgl                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* The controller's SGLs are forgotten. *)
FormWithoutSgl(pieces, sgls) == IF PrpExpressible(pieces) THEN "PRP" ELSE "EINVAL"
=============================================================================
