"""The demonstration's innovations: real names that networks have spread, then made-up ones.

Which innovations are closed, and what is said to have followed them, is made up, and never said of
a real one.
"""

from datetime import date, timedelta

from adoption_reports.domain.registry import Innovation
from adoption_reports.local.made_up.draw import Draw

REAL: tuple[tuple[str, str], ...] = (
    (
        "Atrial Fibrillation programme (Detect, Protect, Perfect)",
        "Finds atrial fibrillation, offers anticoagulants and reviews them",
    ),
    ("KardiaMobile (AliveCor)", "Takes an electrocardiogram with a phone in half a minute"),
    ("MyDiagnostick", "A hand-held stick that shows atrial fibrillation"),
    ("Don't Wait to Anticoagulate", "Helps practices to review and treat people with atrial fibrillation"),
    ("Emergency Laparotomy Collaborative", "One bundle of care for emergency bowel surgery"),
    ("ESCAPE-pain", "Group exercise and advice for long-standing knee and hip pain"),
    ("PINCER", "Pharmacists search practice records for risky prescribing and put it right"),
    ("PReCePT", "Magnesium sulphate for mothers in preterm labour"),
    ("Serenity Integrated Mentoring (SIM)", "Joint working of mental health services and police"),
    (
        "Transfers of Care Around Medicines (TCAM)",
        "Hospitals refer people to their pharmacy when they go home",
    ),
    ("Florence (Flo) simple telehealth", "Self-monitoring by text message"),
    ("Scarred Liver Project", "Liver scans in the community for people at risk"),
    ("ED Safety Checklist", "A checklist by the clock for each patient in an emergency department"),
    ("Episcissors-60 (guided episiotomy scissors)", "Scissors that cut at a fixed safe angle"),
    ("Non-injectable Arterial Connector (NIC)", "Keeps drugs from being given into an arterial line"),
    ("PneuX pneumonia prevention", "A breathing tube that keeps fluid out of the lungs"),
    ("myCOPD", "Helps people to manage chronic obstructive pulmonary disease on the web"),
    ("UroLift", "A prostate implant, done as a day case"),
    ("Frozen faecal microbiota transplant", "Treats recurring Clostridioides difficile infection"),
    ("HeartFlow FFR-CT", "A three-dimensional model of blood flow in the heart's arteries"),
    ("Plus Sutures", "Stitches with an antimicrobial coating"),
    ("Endocuff Vision", "A cuff that gives an endoscope a better view"),
    ("SecurAcath", "Holds a long-term catheter in place without stitches"),
    ("DrDoctor", "Lets patients book and change outpatient appointments on line"),
    ("gammaCore", "A hand-held nerve stimulator for cluster headache"),
    ("PlGF-based test (Elecsys/Triage)", "A blood test that rules out pre-eclampsia"),
    ("SpaceOAR hydrogel", "A gel that shields the rectum during radiotherapy"),
    ("Join Dementia Research", "Brings volunteers and dementia studies together"),
    ("Nervecentre", "Bedside observations on a hand-held device"),
    ("HealthUnlocked", "A social network of patients"),
    ("Patients Know Best", "A health record that the patient holds"),
    ("Lantum", "On-line rota and booking of practice staff"),
    (
        "Enhanced Recovery After Surgery+ (ERAS+)",
        "Prepares people for major surgery and for recovery from it",
    ),
    ("NEWS2", "One early warning score everywhere"),
    ("ReSPECT", "A plan for care and treatment in an emergency"),
    ("SPACE", "Safety culture in care homes"),
    ("JIGSAW-E", "Supported self-management of osteoarthritis in general practice"),
    ("Refer-to-Pharmacy", "Electronic referral from hospital to the community pharmacist"),
    ("Sleepio", "Digital therapy for insomnia"),
    ("FREED", "Early help for young people with eating disorders"),
    ("Focus ADHD / QbTest", "A computer test that helps to assess attention deficit hyperactivity disorder"),
    ("FeNO testing", "A breath test that helps to diagnose asthma"),
    ("Blood Pressure Optimisation", "Finds the people whose blood pressure needs attention first"),
    ("COVID Oximetry @home / virtual wards", "Watches over people at home with a pulse oximeter"),
    ("Electronic repeat dispensing (eRD)", "Repeat prescriptions issued once and dispensed in instalments"),
)

TOPICS: tuple[str, ...] = (
    "heart failure", "type 2 diabetes", "falls at home", "pressure ulcers", "stroke", "asthma in children",
    "wound healing", "dementia", "antenatal care", "frailty", "kidney injury", "chest pain", "sepsis",
    "back pain", "cataract", "medicines review", "epilepsy", "cancer follow-up", "discharge from hospital",
    "urinary infection", "anxiety and low mood", "skin lesions", "bone health", "palliative care",
)  # fmt: skip
KINDS: tuple[tuple[str, str], ...] = (
    ("Remote monitoring: {}", "Readings taken at home reach a clinical team every day"),
    ("Decision support: {}", "Shows the recommended next step inside the clinical record"),
    ("Point-of-care test: {}", "Gives a result during the appointment"),
    ("Self-management app: {}", "Helps people to look after themselves between appointments"),
    ("Care bundle: {}", "A short list of things done for every patient"),
    ("Digital referral: {}", "Sends a referral with everything that the next service needs"),
    ("Risk finder: {}", "Searches records for people who would gain from a review"),
    ("Community clinic: {}", "Brings a hospital service nearer to home"),
    ("Staff training: {}", "Short on-line and bedside training for teams"),
)
FINISHED_EVERY = 9
"""Every so many made-up innovations one is closed or withdrawn."""


def make_innovations() -> list[Innovation]:
    """The real names first, all active, then the made-up ones, some closed or withdrawn."""
    draw = Draw("innovations")
    named = [(name, description) for name, description in REAL]
    invented = [(f"{kind.format(topic)} (made up)", f"{does} ({topic})") for kind, does in KINDS for topic in TOPICS]
    rows = []
    last = len(named) + len(invented)
    for number, (name, description) in enumerate(named + invented, start=1):
        code = f"INN-{number:04d}"
        if number <= len(named) or number % FINISHED_EVERY:
            rows.append(Innovation(code, name, description, "active", None, None))
            continue
        status = "withdrawn" if draw.chance(0.3) else "closed"
        since = date(2015, 4, 1) + timedelta(days=draw.whole(0, 3_000))
        follows = number + 1 if draw.chance(0.6) and number < last else None
        rows.append(Innovation(code, name, description, status, since, f"INN-{follows:04d}" if follows else None))
    return rows
