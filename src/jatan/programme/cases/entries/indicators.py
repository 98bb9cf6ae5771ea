"""Indicators for the six operational dimensions of trafficking (ILO, European Commission 2009).

The four original lists (adults and children, labour and sexual exploitation) are merged and worded for India. They
guide a conversation. The original weights are left out on purpose: nothing is ever added up to a score.
"""

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.fields import Choice, Label

_DECEIVED: tuple[Choice, ...] = (
    ("other_work", _("other work, place or employer than was said")),
    ("other_wage", _("other wage than was said")),
    ("other_hours", _("other hours or conditions than were said")),
    ("no_paper", _("nothing on paper, or other than what was read out")),
    ("other_lodging", _("other housing and food than was said")),
    ("false_papers", _("false papers, or a false age on them")),
    ("other_route", _("taken by another way or with others than was said")),
    ("advance", _("advance given without saying that it must be worked off")),
    ("love", _("love or marriage was promised")),
    ("like_a_daughter", _("would be kept like a child of the house")),
    ("schooling", _("school or training was promised")),
    ("calls_home", _("telephone and visits home were promised")),
)
_FORCED_AWAY: tuple[Choice, ...] = (
    ("violence", _("beaten or hurt")),
    ("taken", _("taken away by force or without the family knowing")),
    ("sold", _("sold or handed over for money")),
    ("married_off", _("married off against her will")),
    ("drugged", _("given drink or drugs")),
    ("papers_taken", _("papers taken away")),
    ("debt", _("tied by a debt or advance")),
    ("confined", _("locked in, watched or kept from others")),
    ("threats", _("threatened")),
    ("threats_family", _("family threatened or hurt")),
    ("threats_police", _("threatened with the police")),
    ("threats_shame", _("threatened that the village will be told")),
    ("money_taken", _("her money kept back")),
)
_WEAK_BEFORE: tuple[Choice, ...] = (
    ("hunger", _("no food or no income at home")),
    ("family_debt", _("debt of the family")),
    ("family_trouble", _("death, illness, drink or quarrel at home")),
    ("no_parent", _("without mother or father, or left alone")),
    ("home_violence", _("violence at home")),
    ("child", _("a child, too young to refuse")),
    ("no_schooling", _("never went to school or left it")),
    ("language", _("did not know the language")),
    ("no_information", _("did not know the law, the place or the usual wage")),
    ("told_success", _("heard only of those who did well there")),
    ("trusted", _("a relative or somebody of the village took her")),
    ("beloved", _("depended on him or her with the heart")),
    ("no_papers", _("had no papers of her own")),
    ("looked_down", _("looked down on for caste, tribe or being a woman")),
    ("belief", _("belief, oath or being called a witch")),
    ("disability", _("disability or illness")),
    ("before", _("had been exploited before")),
    ("disaster", _("drought, flood, eviction or unrest")),
    ("first_journey", _("never travelled alone before")),
)
_EXPLOITED: tuple[Choice, ...] = (
    ("long_hours", _("too many hours or days, no rest")),
    ("no_wage", _("no wage")),
    ("low_wage", _("less than the lowest lawful wage")),
    ("wage_cut", _("wage cut for food, advance, fines or travel")),
    ("dangerous", _("dangerous work without protection")),
    ("bad_lodging", _("bad lodging or too little food")),
    ("bad_conditions", _("very bad conditions at work")),
    ("no_contract", _("contract or labour law not kept")),
    ("no_insurance", _("no insurance, no care after an accident")),
    ("child_work", _("a child at work that the law forbids")),
    ("too_heavy", _("work too heavy for her age, or at night")),
    ("no_school", _("kept from school")),
    ("every_chore", _("on call day and night in a house")),
    ("sex_sold", _("made to give sex to others for money")),
    ("many_clients", _("could refuse no customer and no act")),
    ("no_protection", _("no protection from pregnancy and disease")),
    ("filmed", _("filmed or photographed for others")),
    ("wife_servant", _("married and used as a servant or given to others")),
    ("begging", _("made to beg, steal or carry forbidden goods")),
)
_FORCED_THERE: tuple[Choice, ...] = (
    ("papers_taken", _("papers taken away")),
    ("debt", _("tied by a debt or advance")),
    ("confined", _("locked in, watched or kept from others")),
    ("no_phone", _("no telephone, no talk with home")),
    ("violence", _("beaten or hurt")),
    ("sexual_violence", _("sexual violence")),
    ("threats", _("threatened")),
    ("threats_family", _("family threatened or hurt")),
    ("threats_police", _("threatened with the police")),
    ("threats_shame", _("threatened that the village will be told")),
    ("threats_worse", _("threatened with worse work or a worse place")),
    ("wage_withheld", _("wage kept back so that she stays")),
    ("forced_tasks", _("could refuse no task and no customer")),
    ("forced_crime", _("made to break the law")),
    ("forced_lies", _("made to lie to police, officers or family")),
    ("against_others", _("made to watch or punish the others")),
    ("drugged", _("given drink or drugs")),
    ("no_doctor", _("kept from a doctor")),
    ("passed_on", _("passed or sold on to another")),
)
_WEAK_THERE: tuple[Choice, ...] = (
    ("depends", _("food, bed and way home depended on them")),
    ("unknown_place", _("did not know where she was")),
    ("language", _("did not know the language")),
    ("alone", _("knew nobody there")),
    ("child", _("a child, too young to refuse")),
    ("family_needs", _("family lives on what she sends")),
    ("family_debt", _("debt of the family")),
    ("no_papers", _("had no papers of her own")),
    ("fears_officers", _("was afraid of police and officers")),
    ("fears_shame", _("was afraid of what home would say")),
    ("pregnant", _("pregnant, or with a small child")),
    ("ill", _("disability or illness")),
    ("looked_down", _("looked down on for caste, tribe or being a woman")),
    ("beloved", _("depended on him or her with the heart")),
    ("before", _("had been exploited before")),
)

# Field name, label, choices.
DIMENSIONS: tuple[tuple[str, Label, tuple[Choice, ...]], ...] = (
    ("recruited_by_deceit", _("Taken by deceit"), _DECEIVED),
    ("recruited_by_force", _("Taken by force"), _FORCED_AWAY),
    ("recruited_in_need", _("Her need was used when she was taken"), _WEAK_BEFORE),
    ("exploited", _("How she was exploited"), _EXPLOITED),
    ("forced_there", _("Held by force there"), _FORCED_THERE),
    ("in_need_there", _("Her need was used there"), _WEAK_THERE),
)
