-- title: Biomass is fish times weight
-- law: Of stays and transfer actions, biomass in kg is the number of fish times their mean weight in grams / 1000.
-- subject: stays
-- unit: kg
-- failing: the stored biomass is not the product
select subject, biomass_kg as value, abs(biomass_kg - population * avg_weight_g / 1000) <= 0.0051 and avg_weight_g > 0 as ok
from stay
