--
-- PostgreSQL database dump
--

CREATE TABLE public.fish (id integer);

-- PostgreSQL database dump complete
