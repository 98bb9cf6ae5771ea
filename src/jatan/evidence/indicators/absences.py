"""Why no number stands where one could: four answers that are no nought, and that no page or paper may mix up."""

import enum

from jatan.kernel.localised import Localised


class Absence(enum.Enum):
    """What stands in place of a number.

    `FEW`: a count of persons that rounding leaves at nought: few people, or none. How many at most depends on how many
    members, districts, financial years and parts are in it, so no figure is named. `NOT_TOLD`: of these days or places
    it is never given to this reader. `NOT_YET`: it comes when its month or quarter is published. `NOT_RECORDED`: until
    then there is no record of its kind, so nothing is known.
    """

    FEW = "few"
    NOT_TOLD = "not_told"
    NOT_YET = "not_yet"
    NOT_RECORDED = "not_recorded"

    @property
    def words(self) -> Localised:
        """What is printed in place of the number."""
        return _WORDS[self]

    @property
    def note(self) -> Localised:
        """What these words mean, for the foot of a page or paper."""
        return _NOTES[self]


_WORDS = {
    Absence.FEW: Localised(hi="बहुत कम या कोई नहीं", en="few or none"),
    Absence.NOT_TOLD: Localised(hi="–", en="–"),
    Absence.NOT_YET: Localised(hi="अभी नहीं गिना", en="not yet counted"),
    Absence.NOT_RECORDED: Localised(hi="दर्ज नहीं", en="not recorded"),
}
_NOTES = {
    Absence.FEW: Localised(
        hi="“बहुत कम या कोई नहीं”: इतने कम लोग कि उनकी गिनती नहीं दी जाती, ताकि किसी को पहचाना न जा सके; या कोई भी नहीं।",
        en="“few or none”: so few people that their number is not given, so that nobody can be recognised; or nobody.",
    ),
    Absence.NOT_TOLD: Localised(
        hi="“–”: यह संख्या इन दिनों या इन जगहों के लिए नहीं दी जाती, क्योंकि इससे किसी का पता चल सकता है।",
        en="“–”: this number is not given for these days or places, because it could give somebody away.",
    ),
    Absence.NOT_YET: Localised(
        hi="“अभी नहीं गिना”: यह संख्या महीना या तिमाही पूरी होने के कुछ दिन बाद आती है।",
        en="“not yet counted”: this number comes some days after its month or quarter is over.",
    ),
    Absence.NOT_RECORDED: Localised(
        hi="“दर्ज नहीं”: तब तक इस तरह का कोई काम दर्ज नहीं हुआ है, इसलिए कितना हुआ, यह नहीं कहा जा सकता।",
        en="“not recorded”: until then there is no record of this kind, so nothing is said about how many.",
    ),
}
