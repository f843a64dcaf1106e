"""Sentences that go with every result: limits of the method and safety (docs/methods.md 7)."""

__all__ = [
    "CLEARED_QUESTION",
    "HEADLINE_TITLES",
    "LIMITS",
    "NOTHING_AFTER_PAIN",
    "NOT_CLEARED",
    "PAIN_STOP",
    "SAFETY",
]

HEADLINE_TITLES = {
    "spine_neutrality": "Spine neutrality",
    "hip_extension": "Hip extension",
    "knee_lock": "Knee lock",
    "pelvic_tilt": "Pelvic tilt (change)",
}

LIMITS = (
    "One camera, 33 body points: angles are estimates, and each is shown with its error.",
    "The points do not include the spine or the pelvis. The angle from shoulder over hip to knee "
    "contains hip and low-back movement together, so it is called the trunk-thigh angle.",
    "Back shape is an estimate from your outline, about 0.6 degrees for each degree the low back "
    "bends. Its limits come from 16 side-view clips of seven people bending and from four rendered "
    "bodies. A loose top hides rounding: wear a close-fitting one. Only strong arching is seen. "
    "Rounding in squats, long hair, bars and plates were not validated.",
    "Joint angles hold for a camera within 15 degrees of side-on, with a wider error up to 30.",
    "Thresholds marked as defaults have no published source; see the exercise definition.",
    "The camera cannot see pain, the pelvic floor, a doming tummy, or which muscle works.",
)

SAFETY = (
    "Not medical advice: this is technique practice. If you gave birth or had an operation "
    "recently, wait for your health-care professional's OK (often at the check six to eight weeks "
    "after a birth; longer after a caesarean or complications). Stop and ask for advice if you "
    "notice pain; leaking urine or stool; heaviness, dragging or a bulge in the vagina; a ridge or "
    "dome along the middle of your tummy that does not settle when you ease off; bleeding that "
    "starts again or increases; wound pain or fever; dizziness, chest pain, breathlessness, calf "
    "pain or swelling. Call emergency services for chest pain, fainting, or new numbness between "
    "the legs with loss of bladder or bowel control."
)
"""Shown once with every report, and once in the terminal before the first clip."""

PAIN_STOP = (
    "You reported pain, so there is no score. Stop this exercise, and ask your health-care "
    "professional before you go on."
)
NOTHING_AFTER_PAIN = "No score after pain"
CLEARED_QUESTION = (
    "After a recent birth or operation: has a clinician said that you may exercise? "
    "(y = yes, or I had neither; n = not yet)"
)
NOT_CLEARED = (
    "please wait for your health-care professional's OK, then run this again; "
    "nothing was analysed and your answer was not kept"
)
