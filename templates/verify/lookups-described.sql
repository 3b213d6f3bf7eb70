-- title: What people choose from is described
-- law: Every parameter of the water and every vaccine has a description: the application refuses to save one without.
-- subject: parameters and vaccines
-- unit: characters
-- failing: an administrator who changes anything of it is refused
select name as subject, length(description) as value, coalesce(description, '') <> '' as ok from public.environmental_environmentalparameter
union all
select name, length(description), coalesce(description, '') <> '' from public.health_vaccinationtype
