"""Sentences that go with every result: limits of the method and safety (biomechanics section 7)."""

__all__ = ["HEADLINE_TITLES", "LIMITS", "SAFETY"]

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
    "Back shape is an estimate from your outline. Its limits come from 16 side-view clips of seven "
    "people bending and from rendered bodies; squats and other clothes were not validated.",
    "Joint angles hold for a camera within 15 degrees of side-on, with a wider error up to 30.",
    "Thresholds marked as defaults have no published source; see the exercise definition.",
    "The camera cannot see pain, the pelvic floor, a doming tummy, or which muscle works.",
)

SAFETY = (
    "Not medical advice: this is technique practice. If you gave birth or had an operation "
    "recently, wait for your health-care professional's OK. Stop and ask for advice if you notice "
    "pain, leaking, heaviness or dragging, a ridge along the middle of your tummy that does not "
    "settle, bleeding that starts again, wound pain, fever, dizziness, chest pain, breathlessness, "
    "or calf pain or swelling. Call emergency services for chest pain, fainting, or new numbness "
    "between the legs with loss of bladder or bowel control."
)
