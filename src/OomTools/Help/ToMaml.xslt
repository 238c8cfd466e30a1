<?xml version="1.0" encoding="utf-8"?>
<!-- One file a cmdlet becomes the help that Get-Help reads. A parameter without Sets belongs to every parameter set. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://msh"
    xmlns:maml="http://schemas.microsoft.com/maml/2004/10" xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10"
    xmlns:dev="http://schemas.microsoft.com/maml/dev/2004/10">
  <xsl:output indent="yes" encoding="utf-8" />

  <xsl:template match="/Files">
    <helpItems schema="maml">
      <xsl:for-each select="File">
        <xsl:apply-templates select="document(.)/Help" />
      </xsl:for-each>
    </helpItems>
  </xsl:template>

  <xsl:template match="Help">
    <command:command>
      <command:details>
        <command:name><xsl:value-of select="@Command" /></command:name>
        <command:verb><xsl:value-of select="substring-before(@Command, '-')" /></command:verb>
        <command:noun><xsl:value-of select="substring-after(@Command, '-')" /></command:noun>
        <maml:description>
          <maml:para><xsl:value-of select="Synopsis" /></maml:para>
        </maml:description>
      </command:details>
      <xsl:apply-templates select="Description" />
      <command:syntax>
        <xsl:for-each select="Set">
          <xsl:variable name="set" select="concat(' ', @Name, ' ')" />
          <command:syntaxItem>
            <maml:name><xsl:value-of select="../@Command" /></maml:name>
            <xsl:apply-templates select="../Parameter[not(@Sets) or contains(concat(' ', @Sets, ' '), $set)]" />
          </command:syntaxItem>
        </xsl:for-each>
        <xsl:if test="not(Set)">
          <command:syntaxItem>
            <maml:name><xsl:value-of select="@Command" /></maml:name>
            <xsl:apply-templates select="Parameter" />
          </command:syntaxItem>
        </xsl:if>
      </command:syntax>
      <command:parameters>
        <xsl:apply-templates select="Parameter" />
      </command:parameters>
      <command:inputTypes>
        <xsl:for-each select="Input">
          <command:inputType>
            <xsl:call-template name="typed" />
          </command:inputType>
        </xsl:for-each>
      </command:inputTypes>
      <command:returnValues>
        <xsl:for-each select="Output">
          <command:returnValue>
            <xsl:call-template name="typed" />
          </command:returnValue>
        </xsl:for-each>
      </command:returnValues>
      <maml:alertSet>
        <maml:alert><xsl:apply-templates select="Notes/Para" /></maml:alert>
      </maml:alertSet>
      <command:examples>
        <xsl:for-each select="Example">
          <command:example>
            <maml:title>Example <xsl:value-of select="position()" />: <xsl:value-of select="@Title" /></maml:title>
            <maml:introduction>
              <maml:para>PS&gt; </maml:para>
            </maml:introduction>
            <dev:code><xsl:value-of select="Code" /></dev:code>
            <dev:remarks><xsl:apply-templates select="Para" /></dev:remarks>
          </command:example>
        </xsl:for-each>
      </command:examples>
      <command:relatedLinks>
        <xsl:for-each select="Link">
          <maml:navigationLink>
            <maml:linkText><xsl:value-of select="." /></maml:linkText>
            <maml:uri />
          </maml:navigationLink>
        </xsl:for-each>
      </command:relatedLinks>
    </command:command>
  </xsl:template>

  <xsl:template match="Parameter">
    <command:parameter required="false" variableLength="true" globbing="false" pipelineInput="false" position="named" aliases="none">
      <xsl:if test="@Required"><xsl:attribute name="required"><xsl:value-of select="@Required" /></xsl:attribute></xsl:if>
      <xsl:if test="@Wildcards"><xsl:attribute name="globbing"><xsl:value-of select="@Wildcards" /></xsl:attribute></xsl:if>
      <xsl:if test="@Pipeline"><xsl:attribute name="pipelineInput"><xsl:value-of select="@Pipeline" /></xsl:attribute></xsl:if>
      <xsl:if test="@Position"><xsl:attribute name="position"><xsl:value-of select="@Position" /></xsl:attribute></xsl:if>
      <xsl:if test="@Aliases"><xsl:attribute name="aliases"><xsl:value-of select="@Aliases" /></xsl:attribute></xsl:if>
      <maml:name><xsl:value-of select="@Name" /></maml:name>
      <maml:description><xsl:apply-templates select="Para" /></maml:description>
      <xsl:if test="@Type != 'SwitchParameter'">
        <command:parameterValue required="true" variableLength="false"><xsl:value-of select="@Type" /></command:parameterValue>
      </xsl:if>
      <dev:type>
        <maml:name><xsl:value-of select="@Type" /></maml:name>
        <maml:uri />
      </dev:type>
      <dev:defaultValue><xsl:value-of select="@Default" /><xsl:if test="not(@Default)">None</xsl:if></dev:defaultValue>
    </command:parameter>
  </xsl:template>

  <xsl:template name="typed">
    <dev:type>
      <maml:name><xsl:value-of select="@Type" /></maml:name>
      <maml:uri />
    </dev:type>
    <maml:description><xsl:apply-templates select="Para" /></maml:description>
  </xsl:template>

  <xsl:template match="Description">
    <maml:description><xsl:apply-templates select="Para" /></maml:description>
  </xsl:template>

  <xsl:template match="Para">
    <maml:para><xsl:value-of select="." /></maml:para>
  </xsl:template>
</xsl:stylesheet>
